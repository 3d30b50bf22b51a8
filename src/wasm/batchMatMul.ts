import * as tf from '@tensorflow/tfjs-core';
import { isFlipWorthwhile, matrixProduct } from './matrixProduct';
import { attributesOf, inputTensor, type WasmKernel } from './wasmKernel';

/** In batches, products of fewer multiplications or rows than these stay with the backend's own loops. */
const LEAST_WORK = 2 ** 16;
const LEAST_ROWS = 4;

/** a [… , m, k]·b [… , k, n], either one transposed in its last two axes where asked. */
export const batchMatMul: WasmKernel = {
  kernelName: tf.BatchMatMul,
  replaces: true,
  kernelFunc: (call, original) => {
    const a = inputTensor(call.inputs, 'a');
    const b = inputTensor(call.inputs, 'b');
    const { transposeA, transposeB } = attributesOf<tf.BatchMatMulAttrs>(call);
    const flags = { transposeA, transposeB };
    const outer = a.shape.slice(0, -2);
    const [rows, inner] = lastTwo(a, transposeA);
    const [innerB, columns] = lastTwo(b, transposeB);
    const alike = outer.join() === b.shape.slice(0, -2).join() && inner === innerB;
    const floats = a.dtype === 'float32' && b.dtype === 'float32' && a.size * b.size > 0;
    if (!alike || !floats || !isFaster(a, b, flags, rows * columns)) return original(call);
    return tf.tidy(() => tf.reshape(multiplyEach(a, b, flags), [...outer, rows, columns]));
  },
};

interface Flags {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

function lastTwo({ shape }: tf.Tensor, transposed = false): [number, number] {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
}

/** The backend's own is as fast for one product without flags, and for batches of small ones. */
function isFaster(a: tf.Tensor, b: tf.Tensor, flags: Flags, outSize: number): boolean {
  const matrices = matrixCount(a);
  const [rows, inner] = lastTwo(a, flags.transposeA);
  if (matrices > 1) return outSize * inner >= LEAST_WORK && rows >= LEAST_ROWS;
  if (flags.transposeA || flags.transposeB) return true;
  return isFlipWorthwhile(a, b, outSize);
}

function matrixCount({ shape }: tf.Tensor): number {
  return tf.util.sizeFromShape(shape.slice(0, -2));
}

function multiplyEach(a: tf.Tensor, b: tf.Tensor, flags: Flags): tf.Tensor {
  const products = Array.from({ length: matrixCount(a) }, (_, i) =>
    matrixProduct(matrixAt(a, i), matrixAt(b, i), flags.transposeA, flags.transposeB),
  );
  return tf.concat(products, 0);
}

/** Matrix i of a batch [… , rows, columns]. */
function matrixAt(x: tf.Tensor, i: number): tf.Tensor2D {
  const [rows, columns] = lastTwo(x);
  const all: tf.Tensor2D = tf.reshape(x, [-1, columns]);
  return all.shape[0] === rows ? all : tf.slice(all, [i * rows, 0], [rows, columns]);
}
