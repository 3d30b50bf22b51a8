import * as tf from '@tensorflow/tfjs-core';
import { type PreparedRun, preparedRun } from '../fourier/fusion/preparedRun';
import { check, checkKind, checkTensor } from '../internal/check';
import type { ComplexTensor } from '../internal/complexTensor';
import { type HeldTensors, heldTensors } from '../internal/heldTensors';
import { itemAt } from '../internal/itemAt';
import { named } from '../internal/named';
import { type KindsOf, optionsOf } from '../internal/options';
import { type ProgressOptions, progressKinds, startProgress } from '../internal/startProgress';
import { tidyValue } from '../internal/tidyValue';
import { toFloat } from '../internal/toFloat';
import { type Size, sizeAfter } from '../linear/linearOp';
import { maxBytesKind } from './checkBytes';
import { runsJacobian } from './convolutionJacobian';
import { runsSpectrum } from './convolutionJacobianSpectrum';
import { checkBatch } from './convolutionVjp';
import { largestSingularValue } from './largestSingularValue';
import {
  affineRuns,
  type InputShapeOptions,
  inputShapeKinds,
  type LinearLayers,
  type LinearRuns,
} from './linearRuns';
import { type Pixel, pixelsKind } from './pixel';

export interface OperatorJacobianOptions {
  /** What the result, or each part of it, may take, in bytes: up to 2³², 4 GiB. Default: 2²⁸, 256 MiB. */
  readonly maxBytes?: number | undefined;
}

const jacobianKinds: KindsOf<OperatorJacobianOptions> = { maxBytes: maxBytesKind };

/** What {@link linearOperator} gives. */
export interface LinearOperator {
  /** Of one input. */
  readonly inputShape: readonly number[];
  /** Of one output. */
  readonly outputShape: readonly number[];
  /** g(x), biases included: [batch, ...inputShape] to [batch, ...outputShape]. */
  forward(x: tf.Tensor): tf.Tensor;
  /** (∂g/∂x)ᵀ·c, as convolutionVjp: [batch, ...outputShape] to [batch, ...inputShape]. */
  vjp(cotangent: tf.Tensor): tf.Tensor;
  /** (∂g/∂x)·t, as convolutionJvp: [batch, ...inputShape] to [batch, ...outputShape]. */
  jvp(tangent: tf.Tensor): tf.Tensor;
  /** ∂g/∂x for some inputs, all by default, as convolutionJacobian: [pixels, ...outputShape]. */
  jacobian(pixels?: readonly Pixel[], options?: OperatorJacobianOptions): tf.Tensor;
  /** F{∂g/∂x} for some inputs, all by default, as convolutionJacobianSpectrum; only of convolutions of stride 1. */
  spectrum(pixels?: readonly Pixel[], options?: OperatorJacobianOptions): ComplexTensor;
  /**
   * The largest singular value of ∂g/∂x, zeros around the image included: the Lipschitz constant of g, which spectralNorm
   * bounds. By Golub and Kahan's bidiagonalisation from a random vector (1965), the same in every call, which comes from
   * below and stops where the value is one of ∂g/∂x to 1e-5 of it, or after 1000 products with ∂g/∂x and its transpose.
   *
   * @param options `onProgress` counts products, of 1000 at most
   * @throws AbortError when the signal ends it; on weights with NaN or infinity
   */
  norm(options?: ProgressOptions): Promise<number>;
  /** Frees all that the operator holds; it cannot be used again. */
  dispose(): void;
}

/**
 * g as a linear operator that is used many times, after SciPy's LinearOperator: what the convolution functions do, with
 * plans, fused kernels and transforms that are made once. They are made for a number of samples when it first comes, and
 * kept until the operator is disposed of. tf.grad goes through `forward`, `vjp` and `jvp`, any number of times, but not to
 * the weights.
 *
 * The weights are those at the time it was made: training g, or disposing of it, does not reach the operator.
 *
 * @param g linear layers of any kind that fuseModel knows, or kernels (stride 1, padding 'same')
 * @returns an operator; dispose of it after use
 * @throws on layers that are not linear or not known, and where the size of x is not known
 * @example
 * const operator = linearOperator([tf.tensor3d([[[1]], [[2]], [[3]]])], { inputShape: [4, 1] });
 * operator.vjp(tf.tensor3d([[[0], [1], [0], [0]]])); // → [[[1], [2], [3], [0]]]
 * await operator.norm(); // → 5.338
 * operator.dispose();
 */
export function linearOperator(g: LinearLayers, options: InputShapeOptions = {}): LinearOperator {
  return named('linearOperator', () => {
    const { inputShape } = optionsOf(options, inputShapeKinds);
    return withDoors(preparedOperator(g, inputShape));
  });
}

/** The same of float32, without checks. */
interface PreparedOperator {
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly linear: LinearRuns;
  readonly held: HeldTensors;
  forward(x: tf.Tensor): tf.Tensor;
  vjp(cotangent: tf.Tensor): tf.Tensor;
  jvp(tangent: tf.Tensor): tf.Tensor;
  dispose(): void;
}

interface SizedPrepared {
  readonly size: Size;
  readonly to: Size;
  readonly run: PreparedRun;
}

function preparedOperator(
  g: LinearLayers,
  inputShape: readonly number[] | undefined,
): PreparedOperator {
  const held = heldTensors();
  try {
    return tidyValue(() => {
      const { runs, ...shapes } = affineRuns(g, inputShape);
      const prepared = runs.map(
        ({ ops, size }): SizedPrepared => ({
          ...{ size, to: sizeAfter(ops, size) },
          run: preparedRun(ops, size, held),
        }),
      );
      const linear = prepared.map(({ run, size }) => ({ ops: run.linear, size }));
      return {
        ...shapes,
        ...{ linear: { ...shapes, runs: linear }, held },
        ...products(prepared, shapes),
        dispose: () => {
          for (const { run } of prepared) run.dispose();
          held.dispose();
        },
      };
    });
  } catch (error) {
    held.dispose();
    throw error;
  }
}

type Product = (x: tf.Tensor) => tf.Tensor;

/** Through all runs; each product is the gradient of the one the other way. */
function products(
  runs: readonly SizedPrepared[],
  { inputShape, outputShape }: Omit<LinearRuns, 'runs'>,
): Record<'forward' | 'vjp' | 'jvp', Product> {
  const onwards = (apply: (run: PreparedRun, x: tf.Tensor4D) => tf.Tensor4D): Product =>
    batched(outputShape, (x, batch) =>
      runs.reduce((y, { run, size }) => apply(run, tf.reshape<tf.Rank.R4>(y, [batch, ...size])), x),
    );
  const back = batched(inputShape, (c, batch) =>
    runs.reduceRight<tf.Tensor>(
      (y, { run, to }) => run.vjp(tf.reshape<tf.Rank.R4>(y, [batch, ...to])),
      c,
    ),
  );
  const jvp = differentiable(
    onwards((run, x) => run.jvp(x)),
    (dy) => vjp(dy),
  );
  const vjp: Product = differentiable(back, (dy) => jvp(dy));
  const forward = differentiable(
    onwards((run, x) => run.forward(x)),
    vjp,
  );
  return { forward, vjp, jvp };
}

/** A batch through what gives values of a shape. */
const batched =
  (shape: readonly number[], through: (x: tf.Tensor, batch: number) => tf.Tensor): Product =>
  (x) =>
    tf.tidy(() => {
      const batch = itemAt(x.shape, 0);
      if (batch === 0) return tf.zeros([0, ...shape]);
      return tf.reshape(through(x, batch), [batch, ...shape]);
    });

/** What is computed with a gradient of its own. */
const differentiable = (compute: Product, gradient: Product): Product =>
  tf.customGrad((x) => ({
    value: compute(x as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => gradient(dy),
  }));

/** Adds names and checks. */
function withDoors(operator: PreparedOperator): LinearOperator {
  const { inputShape, outputShape, linear, held } = operator;
  let isDisposed = false;
  const method = <V>(name: keyof LinearOperator, run: () => V): V =>
    named(`linearOperator.${name}`, () => {
      check(!isDisposed, 'the operator has been disposed');
      return run();
    });
  const product =
    (name: 'forward' | 'vjp' | 'jvp', argument: string, shape: readonly number[]) =>
    (x: tf.Tensor) =>
      method(name, () => {
        checkTensor(argument, x);
        checkBatch(argument, x, shape);
        return tf.tidy(() => operator[name](toFloat(x)));
      });
  const ofPixels = <V>(
    compute: (pixels: readonly Pixel[] | undefined, maxBytes: number | undefined) => V,
    name: 'jacobian' | 'spectrum',
  ) => {
    return (pixels?: readonly Pixel[], options: OperatorJacobianOptions = {}): V =>
      method(name, () => {
        if (pixels !== undefined) checkKind('pixels', pixels, pixelsKind);
        return compute(pixels, optionsOf(options, jacobianKinds).maxBytes);
      });
  };
  return {
    ...{ inputShape, outputShape },
    forward: product('forward', 'x', inputShape),
    vjp: product('vjp', 'cotangent', outputShape),
    jvp: product('jvp', 'tangent', inputShape),
    jacobian: ofPixels((pixels, bytes) => runsJacobian(linear, pixels, bytes), 'jacobian'),
    spectrum: ofPixels(
      (pixels, maxBytes) => runsSpectrum(linear, pixels, { maxBytes, make: held.make }),
      'spectrum',
    ),
    norm: (options = {}) =>
      method('norm', async () => {
        const reached = startProgress(optionsOf(options, progressKinds));
        return largestSingularValue(operator, async (done, total) => {
          await reached(done, total);
          check(!isDisposed, 'the operator has been disposed');
        });
      }),
    dispose: () => {
      if (!isDisposed) operator.dispose();
      isDisposed = true;
    },
  };
}
