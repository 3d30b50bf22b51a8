import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { check, checkAxis, checkInteger, checkKind, checkTensor } from '../../src/internal/check';
import { listOf, record, text } from '../../src/internal/kinds';

describe('check', () => {
  it('throws function and rule unless the condition holds', () => {
    expect(() => check(true, 'never')).not.toThrow();
    expect(() => check(false, 'x must be 3, but it is 4')).toThrow(/^x must be 3, but it is 4$/);
  });
});

describe('checkTensor', () => {
  it('accepts tensors, of the given ranks where there are any', () => {
    const x = tf.zeros([2, 3]);
    expect(() => checkTensor('x', x)).not.toThrow();
    expect(() => checkTensor('x', x, [2])).not.toThrow();
    expect(() => checkTensor('x', x, [1, 2])).not.toThrow();
    expect(() => checkTensor('x', tf.scalar(1), [0])).not.toThrow();
  });

  it('refuses what is no tensor, a disposed one, and other ranks', () => {
    const refuse = (x: unknown, message: RegExp, ranks?: number[]) =>
      expect(() => checkTensor('x', x as tf.Tensor, ranks)).toThrow(message);
    refuse(undefined, /^x must be a tensor, but it is undefined$/);
    refuse(null, /^x must be a tensor, but it is null$/);
    refuse(3, /^x must be a tensor, but it is 3$/);
    refuse([[1]], /^x must be a tensor, but it is \[\[1\]\]$/);
    refuse({ shape: [2], rank: 1, dtype: 'float32' }, /^x must be a tensor, but it is an object$/);
    const looks = { dataId: {}, shape: [2], rank: 1, dtype: 'float32' };
    refuse(looks, /^x must be a tensor, but it is an object$/);
    const gone = tf.zeros([2]);
    gone.dispose();
    refuse(gone, /^x is a disposed tensor of shape \[2\]$/);
    refuse(tf.zeros([2, 3]), /^x must have rank 3 or 4, but its shape is \[2,3\]$/, [3, 4]);
  });
});

describe('checkKind', () => {
  const fail = () => {
    throw new Error('no');
  };

  it('refuses what throws when it is looked at', () => {
    const list = new Proxy([], { get: fail });
    expect(() => checkKind('names', list, listOf(text))).toThrow(
      /^names must be an array in which each is a string, but it is an object that cannot be read$/,
    );
    expect(() => checkKind('x', new Proxy({}, { get: fail }), record)).toThrow(/^x must be an obj/);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(() => checkKind('x', proxy, text)).toThrow(
      /^x must be a string, but it is an object that cannot be read$/,
    );
  });

  it('leaves no rejection unhandled of a promise that it refuses', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    expect(() => checkKind('x', Promise.reject(new Error('late')), text)).toThrow(
      /^x must be a string, but it is an object$/,
    );
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});

describe('checkInteger', () => {
  it('accepts the integers of a range, ends included', () => {
    for (const value of [2, 3, 5]) expect(() => checkInteger('n', value, 2, 5)).not.toThrow();
    expect(() => checkInteger('n', 1e9, 0)).not.toThrow();
  });

  it('refuses all else', () => {
    const refuse = (value: unknown, message: RegExp, most?: number) =>
      expect(() => checkInteger('n', value as number, 2, most)).toThrow(message);
    refuse(1, /^n must be an integer of at least 2, but it is 1$/);
    refuse(6, /^n must be an integer from 2 to 5, but it is 6$/, 5);
    refuse(2.5, /but it is 2.5$/);
    refuse(Number.NaN, /but it is NaN$/);
    refuse(Number.POSITIVE_INFINITY, /but it is Infinity$/);
    refuse('3', /but it is '3'$/);
    refuse(undefined, /but it is undefined$/);
  });
});

describe('checkAxis', () => {
  it('counts negative axes from the end', () => {
    expect([0, 1, 2, -1, -2, -3].map((axis) => checkAxis(axis, 3))).toEqual([0, 1, 2, 2, 1, 0]);
  });

  it('refuses others', () => {
    const rule = (value: number) =>
      new RegExp(
        `^axis of a tensor of rank 3 must be an integer from -3 to 2, but it is ${value}$`,
      );
    for (const axis of [3, -4, 0.5]) {
      expect(() => checkAxis(axis, 3)).toThrow(rule(axis));
    }
  });
});
