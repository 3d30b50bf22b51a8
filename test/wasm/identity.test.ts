import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerWasmKernels } from '../../src/wasm';

beforeAll(registerWasmKernels);

describe('clone', () => {
  it('outlives its source, and the source its clone', async () => {
    const x = tf.tensor1d([1, 2, 3]);
    const first = tf.clone(x);
    const second = tf.clone(x);
    second.dispose();
    expect(Array.from(await x.data())).toEqual([1, 2, 3]);
    x.dispose();
    expect(Array.from(await first.data())).toEqual([1, 2, 3]);
    first.dispose();
  });

  it('keeps its values when a variable made from the source is assigned', async () => {
    const variable = tf.variable(tf.tensor1d([1, 2]));
    const copy = tf.clone(variable);
    variable.assign(tf.tensor1d([3, 4]));
    expect(Array.from(await copy.data())).toEqual([1, 2]);
    expect(Array.from(await variable.data())).toEqual([3, 4]);
    variable.dispose();
  });
});
