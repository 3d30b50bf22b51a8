import * as tf from '@tensorflow/tfjs-core';
import { chirpLines, hasLargePrime } from './chirpLines';
import { ensureLineKernels, lineKernels } from './lineKernels';
import type { Lines, LineTransform } from './lineTransform';
import {
  hermitianWeights,
  matrixComplexLines,
  matrixHalfToReal,
  matrixRealToHalf,
} from './matrixComplexLines';
import { isPrime } from './raderTables';

/*
 * The three transforms of lines that all others are made of. Backends in host memory run them as
 * kernels on typed arrays, all others as matrix products; lengths with a large prime factor become
 * other lengths. Each one's gradient is another of them, so
 * they can be differentiated any number of times.
 */

/** Host memory has a way of its own for prime lengths. */
const needsChirp = (n: number): boolean =>
  hasLargePrime(n) && !(isPrime(n) && ensureLineKernels(tf.getBackend()));

/** Complex lines to `keep` values of their transforms. */
export function complexLines(x: Lines, t: LineTransform): Lines {
  if (needsChirp(t.n)) return chirpLines(x, t, complexLines);
  if (!ensureLineKernels(tf.getBackend())) {
    return mapLines(matrixComplexLines(mapLines(x, fromPlace(t)), whole(t)), toPlace(t));
  }
  registerGradients();
  return pair(runKernel(lineKernels.complexLines, { real: x.real, imag: x.imag }, t));
}

/** Real lines to `keep` of the first n/2 + 1 bins of their spectra. */
export function realToHalf(x: tf.Tensor3D, t: Omit<LineTransform, 'inverse'>): Lines {
  const forward = { ...t, inverse: false };
  if (needsChirp(t.n)) return complexLines({ real: x, imag: tf.zerosLike(x) }, forward);
  if (!ensureLineKernels(tf.getBackend())) {
    return mapLines(matrixRealToHalf(fromPlace(t)(x), whole(forward)), toPlace(t));
  }
  registerGradients();
  return pair(runKernel(lineKernels.realToHalf, { real: x }, forward));
}

/** Half spectra to `keep` values of the real lines that have them. */
export function halfToReal(x: Lines, t: Omit<LineTransform, 'inverse'>): tf.Tensor3D {
  const backward = { ...t, inverse: true };
  // each bin stands for its conjugate, too
  if (needsChirp(t.n)) return complexLines(weighted(x, t.n, t.at), backward).real;
  if (!ensureLineKernels(tf.getBackend())) {
    return toPlace(t)(matrixHalfToReal(mapLines(x, fromPlace(t)), whole(backward)));
  }
  registerGradients();
  return runKernel(lineKernels.halfToReal, { real: x.real, imag: x.imag }, backward) as tf.Tensor3D;
}

type Places = Omit<LineTransform, 'inverse'>;

/* The matrix products take lines from place 0 on, and give the first values. */

const whole = (t: LineTransform): LineTransform => ({ ...t, keep: t.keep + (t.first ?? 0) });

const fromPlace =
  ({ at = 0 }: Places) =>
  (x: tf.Tensor3D): tf.Tensor3D =>
    at === 0
      ? x
      : tf.pad3d(x, [
          [0, 0],
          [at, 0],
          [0, 0],
        ]);

const toPlace =
  ({ first = 0 }: Places) =>
  (y: tf.Tensor3D): tf.Tensor3D =>
    first === 0 ? y : tf.slice(y, [0, first, 0]);

const mapLines = ({ real, imag }: Lines, f: (part: tf.Tensor3D) => tf.Tensor3D): Lines => ({
  real: f(real),
  imag: f(imag),
});

/** The length of the lines in use travels along, since it is what the gradient keeps. */
type Attributes = LineTransform & { readonly used: number };

function runKernel(
  name: string,
  inputs: { real: tf.Tensor3D; imag?: tf.Tensor3D },
  t: LineTransform,
) {
  const attributes: Attributes = { ...t, used: inputs.real.shape[1] };
  return tf.engine().runKernel(name, { ...inputs }, { ...attributes }) as tf.Tensor | tf.Tensor[];
}

const pair = (parts: tf.Tensor | tf.Tensor[]): Lines => {
  const [real, imag] = parts as [tf.Tensor3D, tf.Tensor3D];
  return { real, imag };
};

function registerGradients(): void {
  if (tf.getGradient(lineKernels.complexLines)) return;
  registerGradient(lineKernels.complexLines, (dy, t) => {
    const back = () => complexLines(pair(dy), { ...t, inverse: !t.inverse });
    return { real: () => back().real, imag: () => back().imag };
  });
  registerGradient(lineKernels.realToHalf, (dy, t) => ({
    real: () => realToHalfBack(pair(dy), t),
  }));
  registerGradient(lineKernels.halfToReal, (dy, t) => {
    const spectrum = () => realToHalf(dy as tf.Tensor3D, t);
    const back = () => weighted(spectrum(), t.n, t.first);
    return { real: () => back().real, imag: () => back().imag };
  });
}

/** A gradient is asked for the transform that leads back: as many values as the lines had in use. */
function registerGradient(
  kernelName: string,
  gradient: (dy: tf.Tensor | tf.Tensor[], back: LineTransform) => Record<string, () => tf.Tensor>,
): void {
  tf.registerGradient({
    kernelName,
    gradFunc: (dy, _saved, attrs) => {
      const { used, at = 0, first = 0, ...t } = attrs as unknown as Attributes;
      return gradient(dy, { ...t, keep: used, at: first, first: at });
    },
  });
}

/** The gradient of {@link realToHalf}: half spectra to as many values of real lines as `t` keeps. */
export const realToHalfBack = (dy: Lines, t: Omit<LineTransform, 'inverse'>): tf.Tensor3D =>
  halfToReal(
    weighted(dy, t.n, t.at, (count) => 1 / count),
    t,
  );

/** Half spectra from bin `at` on, each times a weight that depends on how often it occurs in the whole one. */
function weighted(
  x: Lines,
  n: number,
  at = 0,
  weight: (count: number) => number = (count) => count,
): Lines {
  const bins = x.real.shape[1];
  const values = hermitianWeights(n, at + bins)
    .subarray(at)
    .map(weight);
  const weights = tf.tensor3d(values, [1, bins, 1]);
  return mapLines(x, (part) => tf.mul(part, weights));
}
