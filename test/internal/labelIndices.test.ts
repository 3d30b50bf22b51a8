import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { targetMask } from '../../src/gradients/target';
import { confusionMatrix } from '../../src/metrics';
import {
  classDistribution,
  groupKFold,
  groupLabels,
  stratifiedGroupKFold,
  undersample,
} from '../../src/preprocessing';

const numbers = [0, 1, 1, 0, 1, 0];
const groups = ['a', 'a', 'b', 'b', 'c', 'c'];

/** The same labels in other kinds. */
const kinds = {
  BigInts: numbers.map(BigInt),
  'a BigInt64Array': BigInt64Array.from(numbers.map(BigInt)),
  booleans: numbers.map(Boolean),
  'a typed array': Uint8Array.from(numbers),
};

describe.each(Object.entries(kinds))('%s', (_, labels) => {
  it('count as class indices', () => {
    expect(classDistribution(labels)).toEqual([3, 3]);
    expect(classDistribution(labels, 3)).toEqual([3, 3, 0]);
    expect(confusionMatrix(labels, [0, 1, 0, 0, 0, 1])).toEqual([
      [2, 1],
      [2, 1],
    ]);
    expect(undersample(labels, { maximum: 2, seed: 1 })).toEqual(
      undersample(numbers, { maximum: 2, seed: 1 }),
    );
    expect(stratifiedGroupKFold(labels, groups, { splits: 2 })).toEqual(
      stratifiedGroupKFold(numbers, groups, { splits: 2 }),
    );
  });

  it('count as groups', () => {
    expect(groupKFold(labels, { splits: 2 })).toEqual(groupKFold(numbers, { splits: 2 }));
  });

  it('count as targets', async () => {
    const y = tf.zeros([6, 2]);
    const mask = targetMask(y, labels);
    expect(await mask.array()).toEqual(numbers.map((label) => [1 - label, label]));
    tf.dispose([y, mask]);
  });
});

describe('names of classes', () => {
  const names = numbers.map((label) => (label ? 'dog' : 'cat'));

  it('are taken where the answer is samples', () => {
    expect(undersample(names, { maximum: 2, seed: 1 })).toEqual(
      undersample(numbers, { maximum: 2, seed: 1 }),
    );
    expect(stratifiedGroupKFold(names, groups, { splits: 2 })).toEqual(
      stratifiedGroupKFold(numbers, groups, { splits: 2 }),
    );
  });

  it('are refused where it is classes by their index, with the way out', () => {
    const wayOut = /groupLabels\(\w+, \(name\) => name\) gives an index for each name$/;
    expect(() => classDistribution(names as never)).toThrow(
      /^classDistribution: labels\[0\] must be an integer of at least 0, but it is cat: /,
    );
    expect(() => classDistribution(names as never)).toThrow(wayOut);
    expect(() => confusionMatrix(numbers, names as never)).toThrow(
      /^confusionMatrix: predicted\[0\] must be an integer of at least 0, but it is cat: /,
    );
    expect(classDistribution(groupLabels(names, (name) => name))).toEqual([3, 3]);
  });

  it('are refused among indices', () => {
    expect(() => undersample([0, '1'] as never, { maximum: 1 })).toThrow(
      /^undersample: labels\[1\] must be an integer of at least 0, but it is 1: /,
    );
  });
});

describe('what is no label', () => {
  it.each([
    [-1n, /labels\[0\] must be an integer of at least 0, but it is -1$/],
    [1.5, /labels\[0\] must be an integer of at least 0, but it is 1.5$/],
    [null, /labels\[0\] must be an integer of at least 0, but it is null$/],
  ])('%s is refused as such', (label, message) => {
    expect(() => classDistribution([label] as never)).toThrow(message);
  });

  it('is refused as a target', () => {
    const y = tf.zeros([1, 2]);
    expect(() => targetMask(y, 'cat' as never)).toThrow(/but it is 'cat'$/);
    expect(() => targetMask(y, ['cat'] as never)).toThrow(/^target must be an .* but it is cat$/);
    expect(() => targetMask(y, tf.scalar(1) as never)).toThrow(/but it is a tensor of shape \[\]$/);
    y.dispose();
  });

  it('is not a single BigInt', async () => {
    const y = tf.zeros([2, 2]);
    expect(await targetMask(y, 1n).array()).toEqual([
      [0, 1],
      [0, 1],
    ]);
    y.dispose();
  });
});
