import * as tf from '@tensorflow/tfjs-core';
import { sampleOnHost } from './sampleOnHost';
import { checkRoom } from './wasmHeap';

/**
 * The most bytes of addresses for one convolution. tf.js's wasm backend (XNNPACK) keeps that of every value that an output
 * sees, for kernels as large as the image the square of its size; near 2³² bytes it gives zeros, beyond it destroys its
 * heap, and what it has taken for a kernel it gives back when the kernel is disposed.
 */
const MOST_ADDRESSES = 2 ** 26;

type PerAxis = readonly [rows: number, columns: number];

/** A convolution of images that need no more padding. */
export interface Sizes {
  /** Rows and columns of an output. */
  readonly outputs: PerAxis;
  /** Rows and columns that an output sees. */
  readonly spans: PerAxis;
  readonly strides: PerAxis;
  /** Values that it sees in each channel: fewer, where kernels are dilated. */
  readonly taps: number;
}

/**
 * Whether the backend may compute a convolution at once; {@link inParts} does others.
 *
 * @throws where there is no room for the addresses: the backend would give zeros
 */
export function fitsAtOnce(sizes: Pick<Sizes, 'outputs' | 'taps'>): boolean {
  const bytes = addressBytes(sizes);
  if (bytes <= MOST_ADDRESSES) checkRoom(bytes);
  return bytes <= MOST_ADDRESSES;
}

/** Of one image: all images of a batch share it. Kernels of one pixel have none. */
const addressBytes = ({
  outputs: [rows, columns],
  taps,
}: Pick<Sizes, 'outputs' | 'taps'>): number =>
  tf.getBackend() === 'wasm' && taps > 1 ? 4 * rows * columns * taps : 0;

/**
 * Images [batch, rows, columns, channels] convolved some outputs at a time, so that their addresses stay within the most.
 *
 * @param convolve without padding
 */
export function inParts(
  x: tf.Tensor4D,
  sizes: Sizes,
  convolve: (part: tf.Tensor4D) => tf.Tensor4D,
): tf.Tensor4D {
  const { outputs, spans, strides } = sizes;
  const axis = outputs[0] >= outputs[1] ? 0 : 1;
  if (outputs[axis] === 1 || fitsAtOnce(sizes)) return convolve(x);
  const most = Math.max(1, Math.floor((outputs[axis] * MOST_ADDRESSES) / addressBytes(sizes)));
  const parts: tf.Tensor4D[] = [];
  for (let first = 0; first < outputs[axis]; first += most) {
    const count = Math.min(most, outputs[axis] - first);
    const seen = (count - 1) * strides[axis] + spans[axis];
    const part = tf.tidy(() => {
      const some = linesOf(x, axis, first * strides[axis], seen);
      const own: PerAxis = axis === 0 ? [count, outputs[1]] : [outputs[0], count];
      return inParts(some, { ...sizes, outputs: own }, convolve);
    });
    parts.push(part);
  }
  return tf.concat(parts, axis + 1);
}

/** Some rows (axis 0) or columns (axis 1) of images. */
function linesOf(x: tf.Tensor4D, axis: 0 | 1, begin: number, count: number): tf.Tensor4D {
  const whole = (length: number) => ({ begin: 0, count: length, step: 1 });
  const some = { begin, count, step: 1 };
  const [rows, columns] = [
    axis === 0 ? some : whole(x.shape[1]),
    axis === 1 ? some : whole(x.shape[2]),
  ];
  return (
    sampleOnHost(x, rows, columns) ??
    tf.slice(x, [0, rows.begin, columns.begin, 0], [-1, rows.count, columns.count, -1])
  );
}
