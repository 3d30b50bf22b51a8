import * as tf from '@tensorflow/tfjs-core';
import { hasLineKernels, lineKernels } from './lineKernels';
import type { Lines, LineTransform } from './lineTransform';
import {
  hermitianWeights,
  matrixComplexLines,
  matrixHalfToReal,
  matrixRealToHalf,
} from './matrixLines';

/*
 * The three transforms of lines that all others are made of. Backends in host memory run them as
 * kernels on typed arrays, all others as matrix products. Each one's gradient is another of them, so
 * they can be differentiated any number of times.
 */

/** Complex lines to the first `keep` values of their transforms. */
export function complexLines(x: Lines, t: LineTransform): Lines {
  if (!hasLineKernels(tf.getBackend())) return matrixComplexLines(x, t);
  registerGradients();
  return pair(runKernel(lineKernels.complexLines, { real: x.real, imag: x.imag }, t));
}

/** Real lines to the first `keep` ≤ n/2 + 1 bins of their spectra. */
export function realToHalf(x: tf.Tensor3D, t: Omit<LineTransform, 'inverse'>): Lines {
  const forward = { ...t, inverse: false };
  if (!hasLineKernels(tf.getBackend())) return matrixRealToHalf(x, forward);
  registerGradients();
  return pair(runKernel(lineKernels.realToHalf, { real: x }, forward));
}

/** Half spectra to the first `keep` values of the real lines that have them. */
export function halfToReal(x: Lines, t: Omit<LineTransform, 'inverse'>): tf.Tensor3D {
  const backward = { ...t, inverse: true };
  if (!hasLineKernels(tf.getBackend())) return matrixHalfToReal(x, backward);
  registerGradients();
  return runKernel(lineKernels.halfToReal, { real: x.real, imag: x.imag }, backward) as tf.Tensor3D;
}

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
    real: () =>
      halfToReal(
        weighted(pair(dy), t.n, (count) => 1 / count),
        t,
      ),
  }));
  registerGradient(lineKernels.halfToReal, (dy, t) => {
    const back = () => weighted(realToHalf(dy as tf.Tensor3D, t), t.n, (count) => count);
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
      const { n, inverse, scale, used } = attrs as unknown as Attributes;
      return gradient(dy, { n, inverse, scale, keep: used });
    },
  });
}

function weighted(x: Lines, n: number, weight: (count: number) => number): Lines {
  const bins = x.real.shape[1];
  const weights = tf.tensor3d(hermitianWeights(n, bins).map(weight), [1, bins, 1]);
  return { real: tf.mul(x.real, weights), imag: tf.mul(x.imag, weights) };
}
