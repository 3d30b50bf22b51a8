import * as tf from '@tensorflow/tfjs-core';

/** Options of a test that `npm test` runs on some backends only; `npm run test:all` runs it on all. */
export const cheapOn = (...backends: readonly string[]): { tags?: string } =>
  backends.includes(tf.getBackend()) ? {} : { tags: 'slow' };
