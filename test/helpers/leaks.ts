import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** Runs `call` and expects that only the tensors it returns, `returned` in number, are left behind. */
export async function expectNoLeak(call: () => unknown, returned = 0): Promise<void> {
  const before = tf.memory().numTensors;
  const result = await call();
  expect(tf.memory().numTensors - before).toBe(returned);
  tf.dispose(result as tf.TensorContainer);
  expect(tf.memory().numTensors).toBe(before);
}

/** Expects an error whose message matches, and no tensor left behind. */
export async function expectRefusal(call: () => unknown, message: RegExp): Promise<void> {
  const before = tf.memory().numTensors;
  await expect((async () => call())()).rejects.toThrow(message);
  expect(tf.memory().numTensors).toBe(before);
}
