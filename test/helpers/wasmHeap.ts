import * as tf from '@tensorflow/tfjs-core';

interface WithHeap {
  readonly wasm: { readonly HEAPU8: Uint8Array };
}

/** Bytes of the heap of tf.js's wasm backend, which grows and never shrinks; 0 on other backends. */
export function wasmHeap(): number {
  if (tf.getBackend() !== 'wasm') return 0;
  return (tf.backend() as unknown as WithHeap).wasm.HEAPU8.buffer.byteLength;
}
