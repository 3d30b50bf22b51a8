import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { check } from '../../src/internal/check';
import { callGiven, named } from '../../src/internal/named';

const refuse = () => check(false, 'n must be odd, but it is 2');

describe('named', () => {
  it('puts the name before a rule, in the stack too', () => {
    const error = errorOf(() => named('f', refuse));
    expect(error.message).toBe('f: n must be odd, but it is 2');
    expect(error.stack).toContain('f: n must be odd');
  });

  it('stands once in a stack that is written when it is asked for', () => {
    const { prepareStackTrace } = Error;
    Error.prepareStackTrace = (error) => `${error}, written now`;
    try {
      const error = errorOf(() => named('outer', () => named('inner', refuse)));
      expect(error.stack).toBe('Error: outer: n must be odd, but it is 2, written now');
    } finally {
      Error.prepareStackTrace = prepareStackTrace;
    }
  });

  it('names the outermost function, which is the one that was called', async () => {
    const error = errorOf(() => named('outer', () => named('inner', refuse)));
    expect(error.message).toBe('outer: n must be odd, but it is 2');
    expect(error.stack).toContain('outer: n must be odd');
    const later = () => named('outer', async () => named('inner', async () => refuse()));
    await expect(later()).rejects.toThrow(/^outer: n must be odd/);
  });

  it('leaves the name of a function that the user calls in a callback', async () => {
    const inner = () => named('inner', refuse);
    const error = errorOf(() => named('outer', () => callGiven(inner)));
    expect(error.message).toBe('inner: n must be odd, but it is 2');
    const later = async () => named('inner', async () => refuse());
    await expect(named('outer', async () => callGiven(later))).rejects.toThrow(/^inner: n must/);
    expect(() => named('outer', () => callGiven(refuse))).toThrow(/^outer: n must be odd/);
  });

  it('names what rejects later, once', async () => {
    const later = async () => {
      await null;
      refuse();
    };
    await expect(named('f', later)).rejects.toThrow(/^f: n must be odd/);
    await expect(named('f', async () => 3)).resolves.toBe(3);
  });

  it('says which call gives wasm the kernel that it lacks', () => {
    const lacking = () => {
      throw new Error("Kernel 'Conv2DBackpropFilter' not registered for backend 'wasm'");
    };
    expect(() => named('f', lacking)).toThrow(
      /^f: tf.js's wasm backend has no kernel Conv2DBackpropFilter: call registerWasmKernels\(\)/,
    );
  });

  it('passes values and other errors on', () => {
    expect(named('f', () => 3)).toBe(3);
    const failing = () => {
      throw new Error('other');
    };
    expect(() => named('f', failing)).toThrow(/^other$/);
    const lacking = () => {
      throw new Error("Kernel 'FFT' not registered for backend 'wasm'");
    };
    expect(() => named('f', lacking)).toThrow(/^Kernel 'FFT' not/);
  });

  it('leaves nothing of a gradient that fails', () => {
    const x = tf.tensor1d([1, 2]);
    const before = tf.memory().numTensors;
    // squares and powers are saved for a gradient that a comparison does not have
    const f = (v: tf.Tensor) => tf.sum(tf.cast(tf.greater(tf.exp(tf.square(v)), 2), 'float32'));
    expect(() => named('slope', () => tf.grad(f)(x))).toThrow(/Greater/);
    expect(tf.memory().numTensors).toBe(before);
  });
});

function errorOf(run: () => void): Error {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
}
