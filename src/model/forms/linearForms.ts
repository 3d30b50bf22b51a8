import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import { adjointRun } from '../../linear/adjointRun';
import { applyRun } from '../../linear/applyRun';
import { type LinearRun, type Size, sizeOf } from '../../linear/linearOp';
import { configOf, pairOf } from '../layerConfig';
import { type LinearForm, readingOf, transposedLength } from '../linearForm';
import type { SingleForm } from './gradientForm';

/** Of dense layers, on the last axis. */
export const multiplied: SingleForm = (layer, x) => {
  const [kernel, bias] = layer.getWeights() as [Tensor2D, Tensor1D | undefined];
  const [inputs, units] = kernel.shape;
  const y = tf.matMul(tf.reshape<tf.Rank.R2>(x, [-1, inputs]), kernel);
  return tf.reshape(bias ? tf.add(y, bias) : y, [...x.shape.slice(0, -1), units]);
};

/** Of layers that are linear ops of images or signals: applyRun does what tf.js cannot. */
export const byOps =
  (linear: LinearForm): SingleForm =>
  (layer, x) => {
    const [batch, size] = [itemAt(x.shape, 0), sizeOf(x.shape) as Size];
    const images = tf.reshape<tf.Rank.R4>(x, [batch, ...size]);
    const run = linear(readingOf(layer, x.shape)) as LinearRun;
    const isDepthwise = run.some(({ kind }) => kind === 'depthwise');
    const y = isDepthwise ? withAdjoint(run, size)(images) : applyRun(run, images);
    return tf.reshape(y, [batch, ...y.shape.slice(4 - x.rank + 1)]);
  };

/** With the adjoint as the gradient: wasm has no kernel for that of depthwise convolutions. */
const withAdjoint = (run: LinearRun, size: Size): ((x: Tensor4D) => Tensor4D) =>
  tf.customGrad((x) => {
    return {
      value: applyRun(run, x as Tensor4D),
      gradFunc: (dy: Tensor) => adjointRun(run, dy as Tensor4D, size),
    };
  }) as (x: Tensor4D) => Tensor4D;

/** Of transposed convolutions of images: the adjoint of a convolution of its outputs. */
export const byAdjoint =
  (adjointOf: LinearForm): SingleForm =>
  (layer, x) => {
    const run = adjointOf(readingOf(layer, x.shape)) as LinearRun;
    const [kernel, bias] = layer.getWeights() as [Tensor4D, Tensor1D | undefined];
    const { padding, strides } = configOf(layer);
    const [rows, columns] = ([0, 1] as const).map((axis) =>
      transposedLength(itemAt(x.shape, axis + 1), padding, {
        size: kernel.shape[axis],
        stride: pairOf(strides, true)[axis],
      }),
    ) as [number, number];
    const to: Size = [rows, columns, kernel.shape[2]];
    const y = adjointRun(run, x as Tensor4D, to);
    return bias ? tf.add(y, bias) : y;
  };
