import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { loadModel } from '../../src/load/index';
import { isModel } from '../../src/model/layer';

const folder = resolve(import.meta.dirname, '../fixtures/keras');

/** Of each weight, as h5py reads it (test/fixtures/kerasFiles.py): shape, first, last and the sum of squares. */
type Numbers = [shape: number[], first: number, last: number, squares: number];
const files: Record<string, Record<string, Numbers[]>> = JSON.parse(
  readFileSync(resolve(folder, 'weights.json'), 'utf8'),
);

function layerAt(model: { layers: layers.Layer[] }, path: string): layers.Layer {
  const [first, ...rest] = path.split('/');
  const layer = model.layers.find(({ name }) => name === first) as layers.Layer;
  return rest.length > 0 && isModel(layer) ? layerAt(layer, rest.join('/')) : layer;
}

const numbersOf = (weight: tf.Tensor): Numbers => {
  const values = weight.dataSync<'float32'>();
  const squares = values.reduce((sum, value) => sum + value ** 2, 0);
  return [weight.shape, values[0] as number, values.at(-1) as number, squares];
};

describe.each(Object.entries(files))('%s', (name, expected) => {
  it('gives every layer its weights, in their order', async () => {
    const before = tf.memory().numTensors;
    const model = await loadModel(resolve(folder, name));
    for (const [path, weights] of Object.entries(expected)) {
      const own = layerAt(model, path).getWeights().map(numbersOf);
      const compared = path === 'unscaled' ? own.slice(1) : own;
      expect(compared.length, path).toBe(weights.length);
      for (const [i, [shape, first, last, squares]] of weights.entries()) {
        const [ownShape, ownFirst, ownLast, ownSquares] = compared[i] as Numbers;
        expect(ownSquares, `${path} ${i}`).toBeCloseTo(squares, 4);
        expect([ownShape, ownFirst, ownLast], `${path} ${i}`).toEqual([shape, first, last]);
      }
    }
    const [gamma] = layerAt(model, 'unscaled').getWeights();
    expect(Array.from((gamma as tf.Tensor).dataSync())).toEqual([1, 1, 1, 1]);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
