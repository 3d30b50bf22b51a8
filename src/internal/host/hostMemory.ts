import * as tf from '@tensorflow/tfjs-core';

/** What a kernel of a backend needs whose tensors lie in host memory: their values, and room for new ones. */
export interface HostMemory {
  /** A view. Whatever makes room may move the memory of wasm, so take views last. */
  values(info: tf.TensorInfo): Float32Array;
  /** Room for float32 values. */
  output(shape: number[]): tf.TensorInfo;
}

interface CpuBackend {
  data: { get(id: object): { values: Float32Array } };
  makeTensorInfo(shape: number[], dtype: 'float32', values: Float32Array): tf.TensorInfo;
}

interface WasmBackend {
  typedArrayFromHeap(info: tf.TensorInfo): Float32Array;
  makeOutput(shape: number[], dtype: 'float32'): tf.TensorInfo;
}

const memories = {
  cpu: (backend: object): HostMemory => {
    const { data, makeTensorInfo } = backend as CpuBackend;
    const room = (shape: number[]) => new Float32Array(tf.util.sizeFromShape(shape));
    return {
      values: ({ dataId }) => data.get(dataId).values,
      output: (shape) => makeTensorInfo.call(backend, shape, 'float32', room(shape)),
    };
  },
  wasm: (backend: object): HostMemory => ({
    values: (info) => (backend as WasmBackend).typedArrayFromHeap(info),
    output: (shape) => (backend as WasmBackend).makeOutput(shape, 'float32'),
  }),
};

export type HostBackend = keyof typeof memories;

export function isHostBackend(backendName: string): backendName is HostBackend {
  return backendName in memories;
}

export function hostMemoryOf(backendName: HostBackend, backend: object): HostMemory {
  return memories[backendName](backend);
}
