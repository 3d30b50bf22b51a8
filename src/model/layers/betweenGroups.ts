import type { Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import { mebibytes } from '../../internal/mebibytes';

/** So much a kernel that is filled up with zeros may take, in bytes: 512 MiB. */
const MOST_KERNEL = 2 ** 29;

/** The kernel of a convolution without groups that does the same: zeros stand between the groups. */
export function betweenGroups(kernel: Tensor4D, groups: number): Tensor4D {
  const [rows, columns, depth, filters] = kernel.shape;
  const bytes = 4 * rows * columns * depth * groups * filters;
  check(
    bytes <= MOST_KERNEL,
    `a convolution of ${groups} groups would take a kernel of ${mebibytes(bytes)} MiB, more than ${mebibytes(MOST_KERNEL)}`,
  );
  const mask = new Float32Array(depth * groups * filters);
  for (let i = 0; i < mask.length; i++) {
    const [channel, filter] = [Math.floor(i / filters), i % filters];
    if (Math.floor(channel / depth) === Math.floor((filter * groups) / filters)) mask[i] = 1;
  }
  const repeated = tf.tile(kernel, [1, 1, groups, 1]);
  return tf.mul(repeated, tf.tensor4d(mask, [1, 1, depth * groups, filters]));
}
