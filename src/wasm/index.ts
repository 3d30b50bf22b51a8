/**
 * Nothing comes in; one call gives the wasm backend of tf.js the kernels that it lacks. Read
 * registerWasmKernels.ts first, then wasmKernel.ts.
 *
 * @module
 */

export { registerWasmKernels } from './registerWasmKernels';
