import * as tf from '@tensorflow/tfjs-core';
import { registerWasmKernels } from 'fourier-xai/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../src/load';
import stored from '../fixtures/keras/weights.json';

/** By file and layer, the weights as h5py reads them: shape, first, last and the sum of squares. */
const files = stored as unknown as Record<
  string,
  Record<string, [number[], number, number, number][]>
>;

/** As an input element or a drop gives it. */
async function dropped(name: string): Promise<File> {
  const response = await fetch(new URL(`../fixtures/keras/${name}`, import.meta.url));
  return new File([await response.blob()], name);
}

// sources.test.ts does the same in Node
describe.runIf('document' in globalThis)('a file that is dropped on a page', () => {
  beforeAll(registerWasmKernels);

  it.each(Object.entries(files))('%s is a model with all of its weights', async (name, layers) => {
    const model = await loadModel([await dropped(name)]);
    const squares = await Promise.all(model.getWeights().map((w) => tf.sum(tf.square(w)).data()));
    const total = squares.reduce((sum, [value]) => sum + (value as number), 0);
    // the scale that one layer has not is ones
    const expected = Object.values(layers)
      .flat()
      .reduce((sum, [, , , value]) => sum + value, 4);
    expect(total / expected).toBeCloseTo(1, 5);
    model.dispose();
  });
});
