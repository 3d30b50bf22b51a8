import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { AbortError } from '../../src/internal/abortError';
import type { ProgressOptions } from '../../src/internal/startProgress';

type Work = (options: ProgressOptions) => Promise<unknown>;

/**
 * Expects what every asynchronous function promises of `onProgress` and `signal`, of work of more than one step that
 * tells of these steps, [done, total].
 */
export async function expectProgress(work: Work, steps: readonly (readonly [number, number])[]) {
  const told: [number, number][] = [];
  const onProgress = (done: number, total: number) => void told.push([done, total]);
  const before = tf.memory().numTensors;
  tf.dispose((await work({ onProgress })) as tf.TensorContainer);
  expect(told).toEqual(steps);
  expect(tf.memory().numTensors).toBe(before);

  await expectAbort(work, 'before it begins', 0);
  await expectAbort(work, 'by its progress', 1);
  await expectAbort(work, 'by a timer', steps.length - 1);
}

type When = 'before it begins' | 'by its progress' | 'by a timer';

/** Expects an AbortError with its cause, at most so many steps told, and nothing left behind. */
async function expectAbort(work: Work, when: When, mostSteps: number): Promise<void> {
  const controller = new AbortController();
  const reason = new Error('enough');
  const abort = () => controller.abort(reason);
  let steps = 0;
  const onProgress = () => {
    steps++;
    if (when === 'by its progress') abort();
  };
  if (when === 'before it begins') abort();
  if (when === 'by a timer') setTimeout(abort, 0);
  const before = tf.memory().numTensors;
  const error = await work({ onProgress, signal: controller.signal }).catch((thrown) => thrown);
  expect(error, when).toBeInstanceOf(AbortError);
  const message = expect.stringMatching(/^\w+: aborted/);
  expect(error, when).toMatchObject({ name: 'AbortError', cause: reason, message });
  expect(steps, when).toBeLessThanOrEqual(mostSteps);
  expect(tf.memory().numTensors, when).toBe(before);
}

/** [step, total], [2 step, total] ... [total, total] */
export const stepsUntil = (total: number, step = 1): [number, number][] =>
  Array.from({ length: Math.ceil(total / step) }, (_, i) => [
    Math.min((i + 1) * step, total),
    total,
  ]);
