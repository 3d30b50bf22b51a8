import * as tf from '@tensorflow/tfjs-core';
import { rfft2 } from 'fourier-xai';
import { randomArray } from '../../support/random';
import type { Backend, Contest, Group, Match } from '../contest';
import { fftJsRfft2 } from '../peers/fftJs';
import { spectralRfft2 } from '../peers/spectral';

/** [batch, rows and columns of the images, length of the transforms]; fft.js knows powers of two only. */
const againstFftJs = [
  [16, 32, 32],
  [16, 28, 32],
  [16, 64, 64],
  [16, 128, 128],
  [16, 256, 256],
  [16, 512, 512],
] as const;

/** Batches that keep tf.spectral, with a time linear in them, below some seconds. */
const againstSpectral = [
  [4, 28],
  [4, 32],
  [4, 64],
  [1, 100],
  [1, 128],
] as const;

export const transforms: Group = (backend) => {
  const fftJs = againstFftJs.flatMap((size) => [inPlace(backend, size), fromArrays(backend, size)]);
  // which lacks the kernels of tf.spectral
  if (backend === 'wasm') return fftJs;
  return againstSpectral.map(([batch, side]) => spectral(backend, batch, side));
};

type Size = (typeof againstFftJs)[number];

const sizesOf = ([batch, side, n]: Size) =>
  `${batch}x${side}x${side}${n > side ? ` to ${n}x${n}` : ''}`;

/** Tensor to tensors against array to arrays: each side where its values are. */
function inPlace(backend: Backend, size: Size): Contest {
  const [batch, side, n] = size;
  return {
    ...{ group: 'transforms', what: 'rfft2', backend, sizes: sizesOf(size), reach: 1 },
    prepare: () => {
      const values = randomArray(batch * side * side);
      const x = tf.tensor3d(values, [batch, side, side]);
      const run = () => partsOf(x, n);
      return {
        ours: { name: 'rfft2', run },
        peer: fftJsSide(values, size),
        dispose: () => x.dispose(),
      };
    },
  };
}

/** Our side also makes the tensor and reads the answer. */
function fromArrays(backend: Backend, size: Size): Contest {
  const [batch, side, n] = size;
  return {
    ...{ group: 'transforms', what: 'rfft2, array to array', backend, sizes: sizesOf(size) },
    prepare: (): Match => {
      const values = randomArray(batch * side * side);
      const run = async () => {
        const x = tf.tensor3d(values, [batch, side, side]);
        const parts = partsOf(x, n);
        const answer = await Promise.all(parts.map((part) => part.data<'float32'>()));
        tf.dispose([x, ...parts]);
        return answer;
      };
      return { ours: { name: 'rfft2', run }, peer: fftJsSide(values, size) };
    },
  };
}

function partsOf(x: tf.Tensor3D, n: number): tf.Tensor[] {
  const { real, imag } = rfft2(x, { shape: [n, n] });
  return [real, imag];
}

function fftJsSide(values: Float32Array, [batch, side, n]: Size) {
  const transform = fftJsRfft2(batch, side, n);
  return { name: 'fft.js', run: () => transform(values) };
}

function spectral(backend: Backend, batch: number, side: number): Contest {
  const reach = backend === 'cpu' ? 100 : undefined;
  // tf.js computes the sines of large angles on the device, where they are off by 1e-4
  const tolerance = backend === 'cpu' ? 1e-4 : 1e-3;
  return {
    ...{
      group: 'transforms',
      what: 'rfft2',
      backend,
      sizes: `${batch}x${side}x${side}`,
      reach,
      tolerance,
    },
    prepare: () => {
      const x = tf.tensor3d(randomArray(batch * side * side), [batch, side, side]);
      return {
        ours: { name: 'rfft2', run: () => partsOf(x, side) },
        peer: { name: 'tf.spectral', run: () => spectralRfft2(x) },
        dispose: () => x.dispose(),
      };
    },
  };
}
