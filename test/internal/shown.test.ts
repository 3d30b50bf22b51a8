import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { shown } from '../../src/internal/shown';

const gone = tf.zeros([2, 3]);
gone.dispose();
const round: unknown[] = [];
round.push(round);
function named() {}
Object.defineProperty(named, 'name', { value: Symbol('no string') });
const hostile = {
  toString: () => {
    throw new Error('no');
  },
};

const unreadable = new Proxy([], {
  get: () => {
    throw new Error('no');
  },
});

describe('shown', () => {
  it.each([
    ['a string', 'ab', "'ab'"],
    ['a long one', 'a'.repeat(1e6), `'${'a'.repeat(80)}…'`],
    ['what a terminal acts on', '\u001b[31m\u202e', "'\\u001b[31m\\u202e'"],
    ['a BigInt', 3n, '3n'],
    ['a symbol', Symbol('a'), 'a symbol'],
    ['-0', -0, '0'],
    ['a class', class Own {}, 'the class Own'],
    ['a function of no name', () => 0, 'the function without a name'],
    ['a function whose name is no string', named, 'the function without a name'],
    ['a tensor', tf.zeros([2, 0]), 'a tensor of shape [2,0]'],
    ['a disposed one', gone, 'a disposed tensor of shape [2,3]'],
    ['an array', [1, 'a', null], "[1, 'a', null]"],
    ['one with holes', new Array(2), '[undefined, undefined]'],
    ['a long one', new Float32Array(9), 'an array of 9'],
    ['one that holds itself', round, '[[[an array of 1]]]'],
    ['bytes', new DataView(new ArrayBuffer(2)), 'an object'],
    ['an object without a prototype', Object.create(null), 'an object'],
    ['one that cannot be printed', hostile, 'an object'],
    ['one that throws when it is looked at', unreadable, 'an object that cannot be read'],
    ['an array that does', [unreadable], 'an object that cannot be read'],
    ['what only looks like a tensor', { dataId: {}, shape: [2], dtype: 'bool' }, 'an object'],
  ])('tells of %s', (_name, value, text) => {
    expect(shown(value)).toBe(text);
  });
});
