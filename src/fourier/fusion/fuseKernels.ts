import * as tf from '@tensorflow/tfjs-core';
import { check, checkKind, checkTensor } from '../../internal/check';
import { checkSize } from '../../internal/checkSize';
import { flipTaps } from '../../internal/flipTaps';
import { itemAt } from '../../internal/itemAt';
import { anything, either, integer, listOf } from '../../internal/kinds';
import { named } from '../../internal/named';
import { type KindsOf, optionsOf } from '../../internal/options';
import { toFloat } from '../../internal/toFloat';
import { applyConvolution } from '../../linear/applyRun';
import { type Convolution, one, type PerAxis, span } from '../../linear/convolution';
import { dilate } from '../../linear/dilate';

/** One number for all axes of a layer, or one for each. */
export type PerLayer = number | readonly number[];

export interface FuseOptions {
  /** One entry a layer, numbers from 1 to 2²⁰. Default: 1. */
  readonly strides?: readonly PerLayer[] | undefined;
  /** One entry a layer, numbers from 1 to 2²⁰. Default: 1. */
  readonly dilations?: readonly PerLayer[] | undefined;
}

const rate = integer(1, 2 ** 20);
const perLayerKind = listOf(either(rate, listOf(rate, 1, 2)));

const fuseKinds: KindsOf<FuseOptions> = { strides: perLayerKind, dilations: perLayerKind };

/**
 * The kernel of one convolution that does what a stack of convolutions does away from the borders: sizes k = 1 + Σ(kᵢ
 * - 1) for stride 1; a stride dilates all later kernels, and the stride of the whole is the product of all. The
 * convolution of kernels that the source document makes in the Fourier domain.
 *
 * @param kernels in the order of the layers, each [rows, columns, in, out] or all [width, in, out]
 * @returns [rows, columns, first in, last out] or [width, first in, last out], in float32
 * @throws on an empty list, mixed ranks, kernels whose channels do not follow on each other, and fused kernels of more
 *   than 256 MiB
 * @example
 * const [a, b] = [tf.tensor3d([[[1]], [[2]]]), tf.tensor3d([[[1]], [[3]]])];
 * fuseKernels([a, b]); // → [[[1]], [[5]], [[6]]]
 */
export function fuseKernels<T extends tf.Tensor>(
  kernels: readonly T[],
  options: FuseOptions = {},
): T {
  return named('fuseKernels', () => {
    const { strides, dilations } = optionsOf(options, fuseKinds);
    checkKernels(kernels);
    const axes = itemAt(kernels, 0).rank - 2;
    const steps = perLayer('strides', strides, kernels.length, axes);
    const gaps = perLayer('dilations', dilations, kernels.length, axes);
    return tf.tidy(() => {
      let spacing: PerAxis = [1, 1];
      let fused: tf.Tensor4D | undefined;
      for (const [i, kernel] of kernels.entries()) {
        const [dilation, stride] = [itemAt(gaps, i), itemAt(steps, i)];
        const rates: PerAxis = [spacing[0] * dilation[0], spacing[1] * dilation[1]];
        const next = { kernel: asImages(kernel), dilations: rates };
        checkFused(fused, next);
        fused = fused ? compose(fused, next) : dilate(next.kernel, rates);
        spacing = [spacing[0] * stride[0], spacing[1] * stride[1]];
      }
      const whole = fused as tf.Tensor4D;
      return (axes === 2 ? tf.clone(whole) : tf.squeeze(whole, [0])) as T;
    });
  });
}

type Next = Pick<Convolution, 'kernel' | 'dilations'>;

function asImages(kernel: tf.Tensor): tf.Tensor4D {
  const float = toFloat(kernel);
  return (float.rank === 4 ? float : tf.expandDims(float, 0)) as tf.Tensor4D;
}

/** Refuses a composition that is too large, before it is made. */
function checkFused(first: tf.Tensor4D | undefined, next: Next): void {
  const [rows, columns] = span(next);
  const [down, across, inputs] = first?.shape ?? [1, 1, next.kernel.shape[2]];
  const shape = [down + rows - 1, across + columns - 1, inputs, next.kernel.shape[3]];
  checkSize(
    'the fused kernel',
    shape,
    'choose smaller strides or dilations, or fuse fewer kernels',
  );
}

/** first ∗ second over rows and columns, a matrix product over channels. */
function compose(first: tf.Tensor4D, { kernel, dilations }: Next): tf.Tensor4D {
  const [rows, columns] = span({ kernel, dilations }).map((length) => length - 1) as [
    number,
    number,
  ];
  const full = applyConvolution(
    {
      ...{ kind: 'convolution', kernel: flipTaps(kernel), strides: one, dilations },
      margins: [
        [rows, rows],
        [columns, columns],
      ],
    },
    tf.transpose(first, [2, 0, 1, 3]),
  );
  return tf.transpose(full, [1, 2, 0, 3]);
}

function checkKernels(kernels: readonly tf.Tensor[]): void {
  checkKind('kernels', kernels, listOf(anything, 1));
  checkFollowing(kernels);
  for (const [i, { shape }] of kernels.entries()) {
    check(!shape.includes(0), `kernel ${i + 1} must have values, but its shape is [${shape}]`);
  }
}

/** Refuses kernels of different ranks, and channels that do not follow on each other. */
export function checkFollowing(kernels: readonly tf.Tensor[]): void {
  for (const [i, kernel] of kernels.entries()) {
    // the first one has been looked at by now
    checkTensor(`kernel ${i + 1}`, kernel, i === 0 ? [3, 4] : [kernels[0]?.rank as number]);
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
      pair.length === axes,
      `an entry of ${name} needs ${axes === 2 ? 'two numbers' : 'one number'}, but it is [${pair}]`,
    );
    return [axes === 2 ? itemAt(pair, 0) : 1, itemAt(pair, -1)];
  });
}
