import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { explainedBy, targetOfPart, targetOfSample } from '../../src/gradients/target';
import type { Label } from '../../src/internal/labelIndices';
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
    const y = tf.reshape(tf.range(0, 12), [6, 2]);
    const explained = explainedBy(labels, y)(y);
    expect(await explained.array()).toEqual(numbers.map((label, i) => 2 * i + label));
    const part = targetOfPart(labels, { first: 2, end: 4, count: 6 });
    const rows = tf.slice(y, [2, 0], [2, 2]);
    const ofPart = explainedBy(part, rows)(rows);
    expect(await ofPart.array()).toEqual([5, 6]);
    expect(numbers.map((_, i) => targetOfSample(labels, i, [6, 2]))).toEqual(numbers);
    tf.dispose([y, explained, rows, ofPart]);
  });

  it('count in index paths', async () => {
    const y = tf.reshape(tf.range(0, 12), [3, 2, 2]);
    const all = Array.from<Label>(labels);
    const path = all.slice(0, 2);
    const explained = explainedBy(path, y)(y);
    expect(await explained.array()).toEqual([1, 5, 9]);
    expect(targetOfSample(path, 2, [3, 2, 2])).toEqual([0, 1]);
    const paths = [path, all.slice(1, 3), all.slice(2, 4)];
    const own = explainedBy(paths, y)(y);
    expect(await own.array()).toEqual([1, 7, 10]);
    expect(targetOfSample(paths, 2, [3, 2, 2])).toEqual([1, 0]);
    tf.dispose([y, explained, own]);
  });
});

describe('names of classes', () => {
  const names = numbers.map((label) => (label ? 'dog' : 'cat'));

  it('are taken where the answer is samples', () => {
    expect(undersample(names, { maximum: 2, seed: 1 })).toEqual(
      undersample(numbers, { maximum: 2, seed: 1 }),
    );
    const own = undersample(names, { maximum: { dog: 1 }, seed: 1 });
    expect(own).toEqual(undersample(numbers, { maximum: { 1: 1 }, seed: 1 }));
    expect(own).toHaveLength(4);
    expect(undersample(['constructor'], { maximum: { constructor: 1 } as never })).toEqual([0]);
    expect(undersample(['toString', 'a'], { maximum: { a: 1 } })).toEqual([0, 1]);
    expect(stratifiedGroupKFold(names, groups, { splits: 2 })).toEqual(
      stratifiedGroupKFold(numbers, groups, { splits: 2 }),
    );
  });

  it('are refused where it is classes by their index, with the way out', () => {
    const wayOut = /groupLabels\(\w+, \(name\) => name\) gives an index for each name$/;
    expect(() => classDistribution(names as never)).toThrow(
      /^classDistribution: labels\[0\] must be an integer of at least 0, but it is 'cat': /,
    );
    expect(() => classDistribution(names as never)).toThrow(wayOut);
    expect(() => confusionMatrix(numbers, names as never)).toThrow(
      /^confusionMatrix: predicted\[0\] must be an integer of at least 0, but it is 'cat': /,
    );
    expect(classDistribution(groupLabels(names, (name) => name))).toEqual([3, 3]);
  });

  it('are refused among indices', () => {
    expect(() => undersample([0, '1'] as never, { maximum: 1 })).toThrow(
      /^undersample: labels\[1\] must be an integer of at least 0, but it is '1': /,
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
    const explain = (target: unknown) => () => explainedBy(target as never, y);
    expect(explain('cat')).toThrow(/but it is 'cat'$/);
    expect(explain(['cat'])).toThrow(/^target must be an .* but it is 'cat'$/);
    expect(explain(tf.scalar(1))).toThrow(/but it is a tensor of shape \[\]$/);
    expect(explain(true)).toThrow(/but it is true$/);
    y.dispose();
  });

  it('is not a single BigInt', async () => {
    const y = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const explained = explainedBy(1n, y)(y);
    expect(await explained.array()).toEqual([2, 4]);
    expect(targetOfSample(1n, 1, [2, 2])).toBe(1);
    expect(targetOfPart(1n, { first: 0, end: 1, count: 2 })).toBe(1n);
    tf.dispose([y, explained]);
  });
});
