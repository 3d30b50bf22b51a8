import * as tf from '@tensorflow/tfjs-core';
import { check, checkInteger, checkTensor } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { named } from '../../internal/named';
import { checkNone, optionsOf } from '../../internal/options';
import { toFloat } from '../../internal/toFloat';
import type { PerAxis } from '../../linear/convolution';
import { dilate } from '../../linear/dilate';

/** One number for all axes of a layer, or one for each. */
export type PerLayer = number | readonly number[];

export interface FuseOptions {
  /** One entry a layer. Default: 1. */
  readonly strides?: readonly PerLayer[] | undefined;
  /** One entry a layer. Default: 1. */
  readonly dilations?: readonly PerLayer[] | undefined;
}

/**
 * The kernel of one convolution that does what a stack of convolutions does away from the borders:
 * sizes k = 1 + Σ(kᵢ - 1) for stride 1; a stride dilates all later kernels, and the stride of the whole
 * is the product of all.
 *
 * @param kernels in the order of the layers, each [rows, columns, in, out] or all [width, in, out]
 * @returns [rows, columns, first in, last out] or [width, first in, last out], in float32
 * @throws on an empty list, mixed ranks, and kernels whose channels do not follow on each other
 */
export function fuseKernels<T extends tf.Tensor>(
  kernels: readonly T[],
  options: FuseOptions = {},
): T {
  return named('fuseKernels', () => {
    const { strides, dilations, ...others } = optionsOf(options);
    checkNone(others);
    checkKernels(kernels);
    const axes = itemAt(kernels, 0).rank - 2;
    const steps = perLayer('strides', strides, kernels.length, axes);
    const gaps = perLayer('dilations', dilations, kernels.length, axes);
    return tf.tidy(() => {
      let spacing: PerAxis = [1, 1];
      const spread = kernels.map((kernel, i) => {
        const float = toFloat(kernel);
        const image = (float.rank === 4 ? float : tf.expandDims(float, 0)) as tf.Tensor4D;
        const [dilation, stride] = [itemAt(gaps, i), itemAt(steps, i)];
        const dilated = dilate(image, [spacing[0] * dilation[0], spacing[1] * dilation[1]]);
        spacing = [spacing[0] * stride[0], spacing[1] * stride[1]];
        return dilated;
      });
      const fused = spread.reduce(compose);
      return (axes === 2 ? tf.clone(fused) : tf.squeeze(fused, [0])) as T;
    });
  });
}

/** first ∗ second over rows and columns, a matrix product over channels. */
function compose(first: tf.Tensor4D, second: tf.Tensor4D): tf.Tensor4D {
  const [rows, columns] = [second.shape[0] - 1, second.shape[1] - 1];
  const images = tf.transpose(first, [2, 0, 1, 3]);
  const margins: [number, number][] = [
    [0, 0],
    [rows, rows],
    [columns, columns],
    [0, 0],
  ];
  const flipped = tf.reverse(second, [0, 1]);
  const full = tf.conv2d(tf.pad(images, margins), flipped, 1, 'valid');
  return tf.transpose(full, [1, 2, 0, 3]);
}

function checkKernels(kernels: readonly tf.Tensor[]): void {
  check(
    Array.isArray(kernels) && kernels.length > 0,
    `needs a list of at least one kernel, but got ${Array.isArray(kernels) ? 'an empty one' : typeof kernels}`,
  );
  checkFollowing(kernels);
}

/** Refuses kernels of different ranks, and channels that do not follow on each other. */
export function checkFollowing(kernels: readonly tf.Tensor[]): void {
  const rank = kernels[0]?.rank as number;
  for (const [i, kernel] of kernels.entries()) {
    checkTensor(`kernel ${i + 1}`, kernel, i === 0 ? [3, 4] : [rank]);
    const before = kernels[i - 1]?.shape.at(-1) ?? kernel.shape.at(-2);
    check(
      kernel.shape.at(-2) === before,
      `kernel ${i + 1} takes ${kernel.shape.at(-2)} channels, but kernel ${i} gives ${before}`,
    );
  }
}

/** Rows and columns for every layer; a signal has one row. */
function perLayer(
  name: string,
  values: readonly PerLayer[] | undefined,
  layers: number,
  axes: number,
): PerAxis[] {
  const list = values ?? new Array<number>(layers).fill(1);
  check(
    list.length === layers,
    `${name} needs one entry for each of ${layers} kernels, but has ${list.length}`,
  );
  return list.map((entry) => {
    const pair = typeof entry === 'number' ? new Array<number>(axes).fill(entry) : entry;
    check(
      pair?.length === axes,
      `an entry of ${name} needs ${axes === 2 ? 'two numbers' : 'one number'}, but it is [${pair}]`,
    );
    for (const value of pair) checkInteger(name, value, 1);
    return [axes === 2 ? itemAt(pair, 0) : 1, itemAt(pair, -1)];
  });
}
