import * as tf from '@tensorflow/tfjs-core';
import { randomArray } from '../../../support/random';
import {
  type Convolution,
  convolution,
  filterGradient,
  inputGradient,
  matrixProduct,
  outShape,
} from '../../wasm/naive';
import type { Case } from './operation';

/*
 * What registerWasmKernels adds and replaces, by the operations of tf.js that call it. On other backends it changes
 * nothing, and the same must come out.
 */

const sizeOf = tf.util.sizeFromShape;
const tensor4d = (shape: readonly number[], seed: number) =>
  tf.tensor4d(randomArray(sizeOf([...shape]), seed), shape as [number, number, number, number]);
const valuesOf = (shape: readonly number[], seed: number) => randomArray(sizeOf([...shape]), seed);

/** The image ends behind the last window of a kernel smaller than its stride. */
const apart: Convolution = { x: [2, 7, 8, 2], filter: [2, 2, 2, 3], strides: [3, 3], pad: 'same' };
const close: Convolution = { x: [2, 6, 5, 2], filter: [3, 2, 2, 3], strides: [1, 2], pad: 'same' };

const run = ({ depthwise, strides, pad }: Convolution) =>
  ((x: tf.Tensor4D, filter: tf.Tensor4D) =>
    depthwise
      ? tf.depthwiseConv2d(x, filter, strides, pad as 'same')
      : tf.conv2d(x, filter, strides, pad as 'same')) as (x: tf.Tensor, f: tf.Tensor) => tf.Tensor;

const inputs = (c: Convolution) => [tensor4d(c.x, 1), tensor4d(c.filter, 2)] as const;
const slopes = (c: Convolution) => tf.grads(run(c))([...inputs(c)], tensor4d(outShape(c), 3));

const ofConvolution = (name: string, c: Convolution): Case[] => [
  {
    name,
    actual: () => run(c)(...inputs(c)),
    expected: () => convolution(c, valuesOf(c.x, 1), valuesOf(c.filter, 2)),
  },
  {
    name: `the gradient in x of ${name}`,
    actual: () => slopes(c)[0]!,
    expected: () => inputGradient(c, valuesOf(outShape(c), 3), valuesOf(c.filter, 2)),
  },
  {
    name: `the gradient in the filter of ${name}`,
    actual: () => slopes(c)[1]!,
    expected: () => filterGradient(c, valuesOf(c.x, 1), valuesOf(outShape(c), 3)),
  },
];

const [M, K, N] = [5, 6, 4];
const [a, b] = [randomArray(M * K, 4), randomArray(K * N, 5)];
const transposed = [() => tf.tensor2d(a, [K, M]), () => tf.tensor2d(b, [N, K])] as const;
const product = () => matrixProduct(a, b, [M, K, N], [true, true]);

const columns = randomArray(60, 6);
const sums = () =>
  [0, 1, 2].map((column) => columns.reduce((sum, v, i) => (i % 3 === column ? sum + v : sum), 0));

export const wasmKernels: Case[] = [
  ...ofConvolution('conv2d', close),
  ...ofConvolution('conv2d whose windows lie apart', apart),
  ...ofConvolution('depthwiseConv2d', { ...close, depthwise: true }),
  ...ofConvolution('depthwiseConv2d whose windows lie apart', { ...apart, depthwise: true }),
  {
    name: 'matMul of transposed matrices',
    actual: () => tf.matMul(transposed[0](), transposed[1](), true, true),
    expected: product,
  },
  {
    name: 'matMul, bias and relu in one',
    actual: () =>
      tf.fused.matMul({
        ...{ a: transposed[0](), b: transposed[1](), transposeA: true, transposeB: true },
        ...{ bias: tf.fill([N], 0.5), activation: 'relu' },
      }),
    expected: () => product().map((v) => Math.max(0, v + 0.5)),
  },
  {
    name: 'the gradient of gather',
    actual: () =>
      tf.grad((x) => tf.gather(x, tf.tensor1d([2, 0, 2], 'int32')))(
        tf.zeros([4, 2]),
        tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]),
      ),
    expected: () => [3, 4, 0, 0, 6, 8, 0, 0],
  },
  {
    name: 'the gradient of maxPool',
    actual: () =>
      tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 2, 1, 'valid'))(
        tf.tensor4d([0, 5, 4, 3, 0, 6], [1, 2, 3, 1]),
        tf.tensor4d([1, 2], [1, 1, 2, 1]),
      ),
    expected: () => [0, 1, 0, 0, 0, 2],
  },
  {
    name: 'the sum of columns',
    actual: () => tf.sum(tf.tensor2d(columns, [20, 3]), 0),
    expected: sums,
  },
  {
    name: 'the mean of columns',
    actual: () => tf.mean(tf.tensor2d(columns, [20, 3]), 0),
    expected: () => sums().map((sum) => sum / 20),
  },
  {
    name: 'slice',
    actual: () => tf.slice(tf.tensor3d([...Array(24).keys()], [2, 3, 4]), [0, 1, 1], [2, 2, 2]),
    expected: () => [5, 6, 9, 10, 17, 18, 21, 22],
  },
  {
    name: 'tile',
    actual: () => tf.tile(tf.tensor2d([[1, 2]]), [2, 2]), // biome-ignore format: one line
    expected: () => [1, 2, 1, 2, 1, 2, 1, 2],
  },
  { name: 'clone', actual: () => tf.clone(tf.tensor1d([1, 2])), expected: () => [1, 2] },
];
