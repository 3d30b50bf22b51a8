import * as tf from '@tensorflow/tfjs-core';
import { check, reading } from '../../internal/check';
import { isList } from '../../internal/isList';
import { integer } from '../../internal/kinds';
import { shown } from '../../internal/shown';
import { toFloat } from '../../internal/toFloat';
import type { LayersModel } from '../../model/splitModel';

/** g(x), a tensor of its own. */
export const featuresOf = (g: LayersModel, x: tf.Tensor): tf.Tensor =>
  tf.tidy(() => tf.clone(g.predictOnBatch(toFloat(x)) as tf.Tensor));

/** The length of the last axis of what g gives. */
export function channelsOf(g: LayersModel): number {
  const shape = g.outputs[0]?.shape ?? [];
  const channels = shape.at(-1);
  check(
    shape.length > 1 && typeof channels === 'number',
    `g must give a known number of channels, but its shape is [${shape.map((n) => n ?? 'any')}]`,
  );
  return channels;
}

/** Refuses all but indices of channels. */
export function checkKernels(kernels: ArrayLike<number>, channels: number): void {
  check(isList(kernels), `kernels must be a list of channels of g, but it is ${shown(kernels)}`);
  const { holds } = integer(0, channels - 1);
  // not by a copy, as an array of holes may be long
  const wrong = reading('kernels', () =>
    Array.prototype.findIndex.call(kernels, (kernel) => !holds(kernel)),
  );
  check(
    wrong < 0,
    `kernels must be integers from 0 to ${channels - 1}, but one is ${shown(kernels[wrong])}`,
  );
}
