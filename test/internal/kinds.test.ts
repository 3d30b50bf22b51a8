import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { checkKind } from '../../src/internal/check';
import {
  abortSignal,
  boolean,
  callback,
  either,
  finite,
  integer,
  type Kind,
  list,
  listOf,
  numberAbove,
  numberFrom,
  object,
  oneOf,
  record,
  tensor,
  text,
} from '../../src/internal/kinds';

const gone = tf.zeros([2]);
gone.dispose();

/** What tf.js takes for a tensor, but has no values. */
const fake = {
  ...{ shape: [2], rank: 1, size: 2, dtype: 'float32', isDisposed: false },
  ...{ data() {}, dataSync() {}, throwIfDisposed() {}, dataId: {} },
};

/** What is no number though arithmetic takes it for one, and more. */
const never = [
  null,
  undefined,
  '',
  '3',
  true,
  [1],
  [],
  {},
  3n,
  Symbol('3'),
  new Number(3),
  gone,
  fake,
];

const rows: [string, Kind, string, unknown[], unknown[]][] = [
  ['finite', finite, 'a finite number', [0, -3.5, 1e300], [...never, Number.NaN, 1 / 0]],
  ['numberFrom', numberFrom(0, 1), 'a number from 0 to 1', [0, 0.5, 1], [...never, -1e-9, 1.1]],
  ['numberFrom', numberFrom(2), 'a finite number of at least 2', [2, 1e9], [...never, 1.9, 1 / 0]],
  ['numberAbove', numberAbove(0, 1), 'above 0 and at most 1', [1e-9, 1], [...never, 0, -0, 1.1]],
  ['numberAbove', numberAbove(0), 'a finite number above 0', [1e-9, 1e9], [...never, 0, 1 / 0]],
  ['integer', integer(), 'an integer', [-3, 0, 2 ** 53 - 1], [...never, 0.5, 2 ** 53, 1 / 0]],
  ['integer', integer(1), 'an integer of at least 1', [1, 2], [...never, 0, 1.5]],
  ['integer', integer(1, 3), 'an integer from 1 to 3', [1, 3], [...never, 0, 4]],
  ['boolean', boolean, 'true or false', [true, false], [0, 1, 'true', null]],
  ['text', text, 'a string', ['', 'a'], [0, null, ['a'], new String('a')]],
  ['callback', callback, 'a function', [() => 0, async () => 0], [null, {}, 'f', class {}]],
  [
    ...(['abortSignal', abortSignal, 'an AbortSignal'] as const),
    [new AbortController().signal],
    [null, {}, { aborted: true }, new AbortController()],
  ],
  ['oneOf', oneOf('a', 'b'), "'a' or 'b'", ['a', 'b'], ['c', '', null, ['a']]],
  ['tensor', tensor(), 'a tensor', [tf.scalar(1), tf.zeros([0, 2])], [...never, tf.scalar('a')]],
  [
    ...(['tensor', tensor(3, 4), 'a tensor of rank 3 or 4'] as const),
    [tf.zeros([1, 1, 1]), tf.zeros([1, 1, 1, 1])],
    [...never, tf.zeros([1, 1])],
  ],
  [
    ...([
      'listOf',
      listOf(integer(0)),
      'an array in which each is an integer of at least 0',
    ] as const),
    [[], [0, 1]],
    [0, null, '01', [-1], new Array(2), new Array(4e9), { length: 0 }],
  ],
  [
    ...([
      'listOf',
      listOf(text, 1, 2),
      'an array of length 1 to 2 in which each is a string',
    ] as const),
    [['a'], ['a', 'b']],
    [[], ['a', 'b', 'c']],
  ],
  [
    'either',
    either(text, integer(0)),
    'a string or an integer of at least 0',
    ['a', 0],
    [-1, null],
  ],
  [
    ...(['list', list, 'an array'] as const),
    [[], [null], new Uint8Array(2)],
    [
      null,
      'ab',
      () => 0,
      new DataView(new ArrayBuffer(2)),
      { length: 0 },
      { length: -1 },
      { length: 1.5 },
      { length: '1' },
      tf.zeros([2]),
    ],
  ],
  [
    ...(['record', record, 'an object, { name: value }'] as const),
    [{}, Object.create(null)],
    [null, [], 'a', () => 0, new Map(), new Date(0), Promise.resolve(), tf.zeros([2])],
  ],
  ['object', object, 'an object', [{}, Object.create(null)], [null, [], 'a', () => 0]],
];

describe.each(rows)('%s', (_name, kind, described, right, wrong) => {
  it(`is ${described}, and nothing else`, () => {
    expect(kind.described).toBe(described);
    for (const value of right) expect(() => checkKind('x', value, kind)).not.toThrow();
    for (const value of wrong) {
      expect(() => checkKind('x', value, kind)).toThrow(`x must be ${described}, but it is `);
    }
  });
});
