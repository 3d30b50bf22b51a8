import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { tidyValue } from '../../src/internal/tidyValue';

describe('tidyValue', () => {
  it('returns anything, and of the tensors only those that were kept remain', () => {
    const before = tf.memory().numTensors;
    const { kept, dropped, apply } = tidyValue(() => {
      const x = tf.ones([2]);
      return { kept: tf.keep(tf.add(x, 1)), dropped: x, apply: () => 3 };
    });
    expect(apply()).toBe(3);
    expect(kept.isDisposed).toBe(false);
    expect(dropped.isDisposed).toBe(true);
    expect(tf.memory().numTensors).toBe(before + 1);
    kept.dispose();
    expect(tidyValue(() => undefined)).toBeUndefined();
  });

  it('tidies up when the function throws', () => {
    const before = tf.memory().numTensors;
    const fail = () => {
      tf.ones([2]);
      throw new Error('no');
    };
    expect(() => tidyValue(fail)).toThrow('no');
    expect(tf.memory().numTensors).toBe(before);
  });
});
