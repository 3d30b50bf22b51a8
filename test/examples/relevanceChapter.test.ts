import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { parseOptions } from '../../examples/mnist/options';
import { relevanceChapter } from '../../examples/mnist/relevanceChapter';
import { buildModel } from '../../examples/mnist/training';
import { randomTensor } from '../../support/random';

const model = buildModel({ ...parseOptions([])!, filters: [2, 2, 2], units: 4 });
const images = randomTensor<tf.Rank.R4>([10, 28, 28, 1], 3);
const labels = Int32Array.from([1, 0, 1, 1, 0, 0, 1, 1, 0, 0]);

it('says what was predicted, how surely, and what is true', async () => {
  const before = tf.memory().numTensors;
  const { body } = await relevanceChapter(model, { images, labels });
  expect(tf.memory().numTensors).toBe(before);
  const rows = /predicted (.).*?probability ([\d.]+).*?actual (.)/g;
  const said = [...body.matchAll(rows)].map(([, ...words]) => words);

  const probabilities = (await (model.predict(images) as tf.Tensor2D).array()) as number[][];
  const ones = [1, 4, 5, 8];
  const sevens = [0, 2, 3, 6];
  const expected = [...ones, ...sevens].map((i) => {
    const [one, seven] = probabilities[i] as [number, number];
    const actual = labels[i] === 1 ? '7' : '1';
    return [one >= seven ? '1' : '7', Math.max(one, seven).toFixed(4), actual];
  });
  expect(said).toEqual(expected);
  expect(new Set(said.map(([predicted, , actual]) => predicted === actual)).size).toBe(2);
});

it('names the axes of images and spectra', async () => {
  const { body } = await relevanceChapter(model, { images, labels });
  const titled = (title: string) => body.split(`>${title}</text>`).length - 1;
  expect(titled('row (pixels)')).toBe(8);
  expect(titled('column (pixels)')).toBe(3);
  expect(titled('cycles/pixel')).toBe(8 + 1);
});
