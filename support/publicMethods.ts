import { type Tensor, tile } from '@tensorflow/tfjs-core';

type ArgumentsFor = (images: Tensor) => readonly unknown[];

const networks = ['layerwiseNetwork', 'cascadeNetwork', 'fusedNetwork'];
const roots = ['zeroRoot', 'gaussianRoot', 'sharpenRoot', 'nearestRoot'];
const schedules = ['cosineDecay', 'exponentialDecay', 'oneCycle', 'polynomialDecay', 'stepDecay'];

const callsOf = (names: readonly string[], what: string, args: ArgumentsFor) =>
  Object.fromEntries(names.map((name) => [`${name}${what}`, args]));

/**
 * What a right call of that takes which public functions give, from images as those of publicCalls: `f()` is the function
 * that a right call of f gives, `f().method` a method of it.
 */
export const publicMethods: Readonly<Record<string, ArgumentsFor>> = {
  ...callsOf(networks, '().features', (images) => [images]),
  ...callsOf(networks, '().predict', (images) => [images]),
  ...callsOf(['linearOperator'], '().forward', (images) => [images]),
  ...callsOf(['linearOperator'], '().jvp', (images) => [images]),
  // g gives 3 channels
  ...callsOf(['linearOperator'], '().vjp', (images) => [tile(images, [1, 1, 1, 3])]),
  ...callsOf(['linearOperator'], '().jacobian', () => [[[0, 0, 0]], { maxBytes: 1e6 }]),
  ...callsOf(['linearOperator'], '().spectrum', () => [[[0, 0, 0]], { maxBytes: 1e6 }]),
  ...callsOf(['linearOperator'], '().norm', () => [{ onProgress: () => undefined }]),
  ...callsOf(roots, '()', (images) => [images]),
  ...callsOf([...schedules, 'warmup'], '()', () => [1, 0.1]),
};
