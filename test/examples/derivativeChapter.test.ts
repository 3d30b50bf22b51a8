import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { derivativeChapter } from '../../examples/mnist/derivativeChapter';
import { parseOptions } from '../../examples/mnist/options';
import { buildModel } from '../../examples/mnist/training';
import { randomTensor } from '../../support/random';

it('shows both factors, and how far the gradient is from the automatic one', async () => {
  const model = buildModel({ ...parseOptions([])!, filters: [2, 2, 2], units: 4 });
  const images = randomTensor<tf.Rank.R4>([4, 28, 28, 1], 3);
  const before = tf.memory().numTensors;
  const { lead, body } = await derivativeChapter(model, {
    images,
    labels: Int32Array.from([1, 0, 1, 0]),
  });
  expect(tf.memory().numTensors).toBe(before);
  const difference = Number(/differ by\s+at most\s+([\d.e+-]+)/.exec(lead)?.[1]);
  expect(difference).toBeLessThan(1e-5);
  for (const title of [
    '∂x/∂x',
    'Re F{∂x/∂x}',
    '|F{∂g/∂x}|, log',
    '∂g/∂x',
    '∂y/∂g, one kernel',
    'Taylor relevance',
  ]) {
    expect(body.split(`>${title}</div>`).length - 1, title).toBe(1);
  }
  // three pixels twice, two digits twice
  expect(body.match(/<image/g)).toHaveLength(3 * 2 + 3 * 3 + 2 * 5 + 2 * 3);
  expect(body).not.toContain('>|F{∂x/∂x}|');
  const fromOne = Number(/\|F{∂x\/∂x}\| is 1 .* by\s+at most ([\d.e+-]+)\./s.exec(lead)?.[1]);
  expect(fromOne).toBeLessThan(1e-5);
});
