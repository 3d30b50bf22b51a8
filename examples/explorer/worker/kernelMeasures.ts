import * as tf from '@tensorflow/tfjs-core';
import { fftfreq, ifft2 } from 'fourier-xai';
import type { KernelMeasure } from './protocol';
import { spectrumSize } from './spectra';

/** A number for each kernel. */
export type Measures = Readonly<Record<KernelMeasure, Float32Array>>;

/**
 * Norm, direction and mean frequency of kernels [n, h, w]. The last two are moments of the energy |K|² over all frequencies,
 * and these are quadratic forms of the weights: no spectrum is needed.
 */
export async function kernelMeasures(planes: tf.Tensor3D): Promise<Measures> {
  const moments = tf.tidy(() => {
    const [n, h, w] = planes.shape;
    const weights = tf.reshape(planes, [n, h * w]);
    const products = tf.reshape(tf.matMul(weights, momentForms([h, w])), [n, COUNT, h * w]);
    return tf.sum(tf.mul(products, tf.expandDims(weights, 1)), -1);
  });
  try {
    return measuresOf((await moments.data()) as Float32Array);
  } finally {
    moments.dispose();
  }
}

/** Moments: of 1, u², uv, v² and |(u, v)|. */
const COUNT = 5;

function measuresOf(moments: Float32Array): Measures {
  const empty = () => new Float32Array(moments.length / COUNT);
  const found = { norm: empty(), orientation: empty(), band: empty() };
  for (let i = 0; i < found.norm.length; i++) {
    const [total, uu, uv, vv, radius] = moments.subarray(COUNT * i, COUNT * (i + 1)) as Moments;
    found.norm[i] = Math.sqrt(total);
    const angle = (90 / Math.PI) * Math.atan2(2 * uv, vv - uu);
    found.orientation[i] = (angle + 180) % 180;
    found.band[i] = total > 0 ? radius / total : 0;
  }
  return found;
}

type Moments = Float32Array & [number, number, number, number, number];

/** Σ_f m(f) |K(f)|² / N = k' A k with A[p, q] = Σ_f m(f) cos 2πf(p - q) / N: all A beside each other, [h·w, 5·h·w]. */
function momentForms(size: readonly [number, number]): tf.Tensor2D {
  const [rows, columns] = spectrumSize(size);
  const u = tf.tile(tf.reshape(fftfreq(rows), [rows, 1]), [1, columns]);
  const v = tf.tile(tf.reshape(fftfreq(columns), [1, columns]), [rows, 1]);
  const squares = [tf.square(u), tf.mul(u, v), tf.square(v)] as const;
  const radius = tf.sqrt(tf.add(squares[0], squares[2]));
  const real = tf.stack([tf.onesLike(u), ...squares, radius]);
  const lags = tf.reshape(ifft2({ real, imag: tf.zerosLike(real) }).real, [COUNT, rows * columns]);
  const forms = tf.gather(lags, lagsBetween(size, [rows, columns]), 1);
  const places = size[0] * size[1];
  return tf.reshape(tf.transpose(tf.reshape(forms, [COUNT, places, places]), [1, 0, 2]), [
    places,
    COUNT * places,
  ]);
}

/** Where in [rows, columns] the difference of each two places of a kernel lies. */
function lagsBetween([h, w]: readonly number[], [rows, columns]: readonly number[]): tf.Tensor1D {
  const [height, width, down, across] = [h, w, rows, columns] as [number, number, number, number];
  const places = height * width;
  const lags = Int32Array.from({ length: places * places }, (_, at) => {
    const [p, q] = [Math.floor(at / places), at % places];
    const row = (Math.floor(p / width) - Math.floor(q / width) + down) % down;
    return row * across + (((p % width) - (q % width) + across) % across);
  });
  return tf.tensor1d(lags, 'int32');
}
