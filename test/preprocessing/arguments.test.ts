import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  clahe,
  classDistribution,
  cropToContent,
  groupKFold,
  groupLabels,
  integralNormalize,
  kFold,
  padToSquare,
  randomRotation,
  stratifiedGroupKFold,
  trainValidationTestSplit,
  undersample,
  uniformNoise,
  unsharpMask,
} from '../../src/preprocessing';
import { expectRefusal } from '../helpers/leaks';

/** As a program without types calls them. */
const loose = {
  ...{ groupKFold, groupLabels, kFold, stratifiedGroupKFold, trainValidationTestSplit },
  ...{ classDistribution, integralNormalize, undersample, uniformNoise, unsharpMask },
  ...{ clahe, cropToContent, padToSquare, randomRotation },
} as unknown as Record<string, (...args: unknown[]) => unknown>;

const image = tf.ones([2, 2, 1]);
const spectrum = tf.ones([3]);
const axis = [1640, 1650, 1660];
const unreadable = new Proxy([], {
  get: () => {
    throw new Error('no');
  },
});

const noNumbers = ['', '3', true, null, [1], {}, 3n, Symbol('3'), new Number(3)];

describe('what is missing or null', () => {
  it.each([
    ['kFold', [7], 'splits must be an integer of at least 2, but it is undefined'],
    ['kFold', [7, null], 'options must be an object, { name: value }, but they are null'],
    ['kFold', [], 'n must be an integer of at least 0, but it is undefined'],
    ['groupKFold', [['a', 'b']], 'splits must be an integer of at least 2, but it is undefined'],
    ['groupKFold', [undefined, { splits: 2 }], 'groups must be an array, but it is undefined'],
    [
      'stratifiedGroupKFold',
      [
        [0, 1],
        [0, 1],
      ],
      'splits must be an integer of at least 2, but it is undefined',
    ],
    ['groupLabels', [['a']], 'key must be a function, but it is undefined'],
    [
      'groupLabels',
      [[null], String],
      'names must be an array in which each is a string, but it is [null]',
    ],
    [
      'trainValidationTestSplit',
      [[1, 2]],
      'train must be a number from 0 to 1, but it is undefined',
    ],
    [
      'trainValidationTestSplit',
      [[1, 2], { train: 1 }],
      'validation must be a number from 0 to 1, but it is undefined',
    ],
    [
      'undersample',
      [[0, 1]],
      'maximum must be an integer of at least 1, or an object with one for each class, but it is undefined',
    ],
    [
      'uniformNoise',
      [image],
      'low must be a number from -3.4028234663852886e+38 to 3.4028234663852886e+38, but it is undefined',
    ],
    ['unsharpMask', [image, { sigma: 1 }], 'amount must be a finite number, but it is undefined'],
    ['kFold', [7, { split: 2 }], "unknown option 'split'; did you mean 'splits'?"],
    [
      'classDistribution',
      [unreadable],
      'labels must be an array, but it is an object that cannot be read',
    ],
    ['classDistribution', [{ length: 1e15 }], 'labels must be an array, but it is an object'],
    [
      'groupKFold',
      [new Array(4e9), { splits: 2 }],
      'groups[0] must be a number or a string that is not empty, but it is undefined',
    ],
    [
      'groupKFold',
      [[Symbol('a')], { splits: 2 }],
      'groups[0] must be a number or a string that is not empty, but it is a symbol',
    ],
  ])('%s', async (name, args, message) => {
    await expectRefusal(
      () => loose[name]?.(...args),
      new RegExp(`^${escaped(`${name}: ${message}`)}$`),
    );
  });
});

const escaped = (message: string) => message.replace(/[[\](){}.+*?^$]/g, '\\$&');

describe('what is no number', () => {
  it.each([
    ['integralNormalize', [spectrum, axis], ['low', 'high']],
    ['undersample', [[0, 1], { maximum: 1 }], ['maximum', 'seed']],
    ['uniformNoise', [image, { low: 0, high: 1 }], ['low', 'high', 'seed']],
    ['unsharpMask', [image, { sigma: 1, amount: 1 }], ['sigma', 'amount']],
    ['clahe', [image, {}], ['tiles', 'clipLimit']],
    ['cropToContent', [image, {}], ['threshold']],
    ['padToSquare', [image, {}], ['value']],
    ['randomRotation', [image, {}], ['seed', 'probability', 'degrees']],
    [
      'trainValidationTestSplit',
      [[1, 2], { train: 0.5, validation: 0 }],
      ['train', 'validation', 'seed'],
    ],
    ['kFold', [7, { splits: 2, shuffle: true }], ['splits', 'seed']],
  ] as const)('is none of the options of %s', async (name, args, options) => {
    const [first, second] = args as readonly unknown[];
    const own = Array.isArray(second) ? {} : (second as object);
    for (const option of options) {
      for (const wrong of [...noNumbers, Number.NaN, Number.POSITIVE_INFINITY]) {
        // a band may have no end
        if (name === 'integralNormalize' && wrong === Number.POSITIVE_INFINITY) continue;
        if (option === 'maximum' && Object.prototype.toString.call(wrong) === '[object Object]')
          continue;
        const given = { ...own, [option]: wrong };
        const all = Array.isArray(second) ? [first, second, given] : [first, given];
        await expectRefusal(
          () => loose[name]?.(...all),
          new RegExp(`^${name}: ${option} must be .*, but it is `),
        );
      }
    }
  });
});

describe('work without a bound', () => {
  it('is refused with its numbers', () => {
    expect(() => kFold(1e9, { splits: 2 })).toThrow(
      'kFold: 2 folds of 1000000000 samples would hold 2000000000 indices, more than 33554432: make fewer folds',
    );
    expect(() => kFold(1e4, { splits: 1e4 })).toThrow('more than 33554432');
    const groups = Array.from({ length: 2000 }, (_, i) => i);
    expect(() =>
      stratifiedGroupKFold(
        groups.fill(0),
        groups.map((_, i) => i),
        { splits: 1500 },
      ),
    ).toThrow(
      'stratifiedGroupKFold: 2000 groups, 1 classes and 1500 splits would take 4500000000 steps, more than 268435456',
    );
    expect(() => classDistribution([0], 1e7)).toThrow('from 1 to 1000000, but it is 10000000');
  });

  it('is none for a million labels, whose messages do not print them', () => {
    const labels = new Array<number>(1e6).fill(0).map((_, i) => i % 10);
    expect(classDistribution(labels)).toEqual(new Array(10).fill(1e5));
    expect(undersample(labels, { maximum: 5, seed: 1 })).toHaveLength(50);
    expect(groupKFold(labels, { splits: 2 })[0]?.test).toHaveLength(5e5);
    labels[999_999] = -1;
    expect(() => undersample(labels, { maximum: 1 })).toThrow(
      /^undersample: labels\[999999\] must be an integer of at least 0, but it is -1$/,
    );
    const names = labels.map((label) => `${label}`);
    expect(() => undersample(names, { maximum: { none: 1 } })).toThrow(
      /^undersample: maximum must be of classes that occur, .* and the classes are an array of 11$/,
    );
  });
});

describe('callbacks', () => {
  it('that give promises leave no rejection unhandled', async () => {
    const key = async () => Promise.reject(new Error('late'));
    await expectRefusal(
      () => groupLabels(['a', 'b'], key as never),
      /^groupLabels: the group of names\[0\] must be .* but it is an object$/,
    );
    // an unhandled one would end this process by now
    await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('pass on their own errors', async () => {
    const mine = new Error('mine');
    const key = () => {
      throw mine;
    };
    await expectRefusal(() => groupLabels(['a'], key), /^mine$/);
  });
});
