import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { applyRun } from '../../src/linear/applyRun';
import type { LinearRun } from '../../src/linear/linearOp';
import { runTensors, withoutBiases, withTensors } from '../../src/linear/runTensors';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { randomScaling } from '../helpers/randomRun';

const none = [
  [0, 0],
  [0, 0],
] as const;

/** With a sum in a sum, maps without tensors, and maps with and without biases. */
function run(): LinearRun {
  const { bias: _, ...factors } = randomScaling(2, 3);
  return [
    { kind: 'padding', margins: none },
    randomScaling(2, 1),
    {
      kind: 'sum',
      branches: [[factors, { kind: 'sum', branches: [[], [randomScaling(2, 5)]] }], [], [factors]],
    },
    { kind: 'pooling', size: [2, 1], strides: [1, 1], margins: none },
    randomScaling(2, 7),
  ];
}

describe('runTensors and withTensors', () => {
  it('give kernels and biases in order, and take others in the same order', async () => {
    const maps = run();
    const tensors = runTensors(maps);
    expect(tensors.map(({ shape }) => shape.length)).toEqual([4, 1, 4, 4, 1, 4, 4, 1]);
    const twice = withTensors(
      maps,
      tensors.map((tensor) => tf.mul(tensor, 2)),
    );
    for (const [i, tensor] of runTensors(twice).entries()) {
      await expectClose(tensor, tf.mul(tensors[i]!, 2), 0);
    }
    const same = withTensors(twice, tensors);
    const x = randomTensor<tf.Rank.R4>([1, 3, 2, 2], 9);
    await expectClose(applyRun(same, x), applyRun(maps, x), 0);
    expect(same).toEqual(maps);
  });
});

describe('withoutBiases', () => {
  it('maps zero to zero, and differences as the run does', async () => {
    const maps = run();
    const linear = withoutBiases(maps);
    expect(runTensors(linear).map(({ shape }) => shape.length)).toEqual([4, 4, 4, 4, 4]);
    const zeros = tf.zeros<tf.Rank.R4>([1, 3, 2, 2]);
    await expectClose(applyRun(linear, zeros), tf.zeros([1, 2, 2, 2]), 0);
    const x = randomTensor<tf.Rank.R4>([1, 3, 2, 2], 9);
    const difference = tf.sub(applyRun(maps, x), applyRun(maps, zeros));
    await expectClose(applyRun(linear, x), difference, 2e-6);
    expect(runTensors(maps).length).toBe(8);
  });
});
