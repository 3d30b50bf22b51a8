import type { MethodName, ModelFacts } from '../worker/protocol';

/** Kinds of models that different methods suit. */
export type ModelKind = 'spectra' | 'linear' | 'small' | 'deep';

/** Convolution layers from which on a network counts as deep. */
const DEEP = 8;

export function modelKind({ takesSpectra, layers, linearFront }: ModelFacts): ModelKind {
  const convolutions = layers.filter(({ kind }) => kind === 'conv').length;
  if (takesSpectra) return 'spectra';
  if (convolutions > 0 && linearFront >= convolutions) return 'linear';
  return convolutions < DEEP ? 'small' : 'deep';
}

/** Two methods that suit such a model and see different things, as words.suits says why. */
export const suited: Readonly<Record<ModelKind, readonly [left: MethodName, right: MethodName]>> = {
  spectra: ['lrpEpsilonPlus', 'integratedGradients'],
  linear: ['gradientTimesInput', 'taylorGaussian'],
  small: ['lrpEpsilonPlus', 'taylorGaussian'],
  deep: ['lrpEpsilonGammaBox', 'gradCam'],
};
