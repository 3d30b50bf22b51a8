import * as tf from '@tensorflow/tfjs-core';
import { RuleError } from '../internal/check';
import { named } from '../internal/named';
import { OURS } from '../internal/ourWasmKernel';
import { batchMatMul } from './batchMatMul';
import { conv2DBackpropFilter } from './conv2DBackpropFilter';
import { conv2DBackpropInput } from './conv2DBackpropInput';
import { depthwiseBackpropFilter } from './depthwiseBackpropFilter';
import { depthwiseBackpropInput } from './depthwiseBackpropInput';
import { forwardConvolutions } from './forwardConvolutions';
import { fusedMatMul } from './fusedMatMul';
import { identity } from './identity';
import { maxPoolGrad } from './maxPoolGrad';
import { reductions } from './reductions';
import { slice } from './slice';
import { tile } from './tile';
import { unsortedSegmentSum } from './unsortedSegmentSum';
import type { WasmKernel } from './wasmKernel';

const kernels: readonly WasmKernel[] = [
  conv2DBackpropFilter,
  depthwiseBackpropInput,
  depthwiseBackpropFilter,
  unsortedSegmentSum,
  conv2DBackpropInput,
  batchMatMul,
  fusedMatMul,
  identity,
  slice,
  tile,
  maxPoolGrad,
  ...reductions,
  ...forwardConvolutions,
];

/**
 * Gives tf.js's wasm backend what it needs to train CNNs: the gradients of conv2d, depthwiseConv2d and gather,
 * which it lacks; conv2d and depthwiseConv2d with padding 'same' where a kernel is smaller than its stride and the
 * image ends behind the last window, which it computes wrongly, and of kernels about as large as the image in parts, for
 * which it takes memory without bound; and fast forms of those kernels that are plain loops
 * or copies there: transposed matrix products, input gradients, sums and means over leading axes, max pooling's
 * gradient, slices, tiles and clones.
 *
 * Other numbers change by float32 rounding only, and NaN stays NaN, but for what XNNPACK makes of it: 0 in a fused
 * matMul of two matrices with relu or relu6, now with transposed factors as without, and infinity in the input
 * gradient of a depthwise filter of 1x1, as forwards.
 *
 * Call it once, before or after the wasm backend is imported or set; calling it again does nothing. Other backends
 * are not touched.
 *
 * @example
 * import '@tensorflow/tfjs-backend-wasm';
 * import * as tf from '@tensorflow/tfjs-core';
 * import { registerWasmKernels } from 'fourier-xai/wasm';
 *
 * registerWasmKernels();
 * await tf.setBackend('wasm');
 */
export function registerWasmKernels(): void {
  for (const kernel of kernels) {
    if (kernel.replaces) replace(kernel);
    else add(kernel);
  }
}

/**
 * The engine runs setupFunc whenever the wasm backend is set: by then the kernels to be replaced are there,
 * even where this library was called before the backend was imported.
 */
function add({ kernelName, kernelFunc }: WasmKernel): void {
  if (tf.getKernel(kernelName, 'wasm')) return;
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: (call) => named(kernelName, () => kernelFunc(call, missing)),
    setupFunc: registerWasmKernels,
  });
}

function missing(): never {
  throw new RuleError('the wasm backend has no kernel of this name of its own');
}

/**
 * Of several copies of the library in one process the first to register stays, since all do the same and each wrapped
 * around another would only cost time.
 */
function replace({ kernelName, kernelFunc }: WasmKernel): void {
  const original = tf.getKernel(kernelName, 'wasm');
  if (!original || OURS in original.kernelFunc) return;
  const ours: tf.KernelFunc = (call) =>
    named(kernelName, () => kernelFunc(call, original.kernelFunc));
  tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    ...original,
    kernelFunc: Object.assign(ours, { [OURS]: true }),
  });
}
