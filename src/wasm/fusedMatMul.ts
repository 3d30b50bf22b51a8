import * as tf from '@tensorflow/tfjs-core';
import { attributesOf, inputTensor, type WasmKernel } from './wasmKernel';

/** activation(op(a)·op(b) + bias), a and b [batch, …, …]: factors are transposed before, not in, the product. */
export const fusedMatMul: WasmKernel = {
  kernelName: tf._FusedMatMul,
  replaces: true,
  kernelFunc: (call, original) => {
    const { transposeA, transposeB } = attributesOf<tf._FusedMatMulAttrs>(call);
    if (!transposeA && !transposeB) return original(call);
    const turned = (name: string) => tf.transpose(inputTensor(call.inputs, name), [0, 2, 1]);
    const a = transposeA ? { a: turned('a') } : {};
    const b = transposeB ? { b: turned('b') } : {};
    const product = original({
      ...call,
      inputs: { ...call.inputs, ...a, ...b },
      attrs: { ...call.attrs, transposeA: false, transposeB: false },
    });
    tf.dispose({ ...a, ...b });
    return product;
  },
};
