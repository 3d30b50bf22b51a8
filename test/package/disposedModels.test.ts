import * as tf from '@tensorflow/tfjs-core';
import { LayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, it } from 'vitest';
import * as root from '../../src/index';
import * as shards from '../../src/shards/index';
import { registerWasmKernels } from '../../src/wasm/index';
import { documentModel } from '../../support/models';
import { publicCalls } from '../../support/publicCalls';
import { expectRefusal } from '../helpers/leaks';

const { calls, dispose } = publicCalls();
const functions = { ...root, ...shards } as unknown as Record<
  string,
  (...args: unknown[]) => unknown
>;
/** All but one, which trains a model by tf.js itself. */
const withModels = Object.entries(calls).filter(
  ([name, [first]]) => first instanceof LayersModel && name !== 'learningRateRangeTest',
);

beforeAll(() => registerWasmKernels());
afterAll(dispose);

const gone = documentModel(6, [2, 3]);
gone.compile({ optimizer: tf.train.sgd(0.01), loss: 'categoricalCrossentropy' });
gone.dispose();

describe('a disposed model', () => {
  it.each(withModels)('is refused by %s', async (name, [, ...others]) => {
    await expectRefusal(
      async () => functions[name]?.(gone, ...others),
      new RegExp(`^${name}: \\w+ must have all of its weights, but '.*' is disposed$`),
    );
  });
});
