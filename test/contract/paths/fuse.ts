import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { explainPlan, fuseModel, type Method } from 'fourier-xai';
import { expect, it } from 'vitest';
import { randomTensor } from '../../../support/random';
import { cheapOn } from '../../helpers/cheapOn';
import { expectClose } from '../../helpers/expectClose';
import { realModels } from '../../helpers/realModels';

/** The plan that computes every run by one method, where that is possible. */
const planBy = (model: tfl.LayersModel, method: Method) =>
  Object.fromEntries(
    explainPlan(model)
      .filter(({ costs }) => costs[method] !== undefined)
      .map(({ run }) => [run, method]),
  );

const outputsOf = (model: tfl.LayersModel, x: tf.Tensor) =>
  [model.predict(x)].flat() as tf.Tensor[];

/** The models whose runs are computed by all methods, and by which one. */
const fused: [string, Method][] = [
  ['batch normalisation before and after padded convolutions', 'fourier'],
  ['residual branches', 'direct'],
  ['signals', 'fourier'],
  ['large images', 'tiled'],
  ['dense layers only', 'layered'],
];

/** More of the same, which software renderers take long for. */
const more: [string, Method][] = [
  ['batch normalisation before and after padded convolutions', 'direct'],
  ['depthwise and separable layers', 'direct'],
  ['average pooling', 'direct'],
  ['zero padding', 'direct'],
  ['layers that nobody knows', 'direct'],
];

export function testFusing(): void {
  it.each(fused)(title, expectSame);
  it.each(more)(title, cheapOn('cpu', 'wasm'), expectSame);
}

const title = 'a model with %s gives the same, fused by the method %s';

async function expectSame(name: string, method: Method): Promise<void> {
  const { make, inputShape } = realModels[name]!;
  const model = make();
  const x = randomTensor([2, ...(inputShape ?? (model.inputs[0]!.shape.slice(1) as number[]))], 9);
  const before = tf.memory().numTensors;
  const quick = fuseModel(model, { plan: planBy(model, method) });
  const [actual, expected] = [outputsOf(quick, x), outputsOf(model, x)];
  expect(actual).toHaveLength(expected.length);
  for (const [i, y] of actual.entries()) await expectClose(y, expected[i]!, 1e-5);
  tf.dispose([actual, expected]);
  quick.dispose();
  expect(tf.memory().numTensors, 'tensors left').toBe(before);
  model.dispose();
  x.dispose();
}
