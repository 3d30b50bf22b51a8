import * as tf from '@tensorflow/tfjs-core';
import { type HostArray, hostComplexLines, hostHalfToReal, hostRealToHalf } from './hostLines';
import type { LineTransform } from './lineTransform';

/** The transforms of lines as kernels of the backends whose tensors lie in host memory. */
export const lineKernels = {
  complexLines: 'FourierComplexLines',
  realToHalf: 'FourierRealToHalf',
  halfToReal: 'FourierHalfToReal',
} as const;

/** What a kernel needs of a backend: the values of a tensor without a copy, and room for new ones. */
interface HostMemory {
  values(info: tf.TensorInfo): Float32Array;
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

const hostMemories: Record<string, (backend: object) => HostMemory> = {
  cpu: (backend) => {
    const { data, makeTensorInfo } = backend as CpuBackend;
    return {
      values: (info) => data.get(info.dataId).values,
      output: (shape) =>
        makeTensorInfo.call(
          backend,
          shape,
          'float32',
          new Float32Array(tf.util.sizeFromShape(shape)),
        ),
    };
  },
  wasm: (backend) => ({
    values: (info) => (backend as WasmBackend).typedArrayFromHeap(info),
    output: (shape) => (backend as WasmBackend).makeOutput(shape, 'float32'),
  }),
};

/** Whether the backend has these kernels; gives them to it if it lacks them and its memory is the host's. */
export function hasLineKernels(backendName: string): boolean {
  if (tf.getKernel(lineKernels.complexLines, backendName)) return true;
  const memoryOf = hostMemories[backendName];
  if (!memoryOf) return false;
  for (const [transform, kernelName] of Object.entries(lineKernels)) {
    const run = kernelFunctions[transform as keyof typeof lineKernels];
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) =>
        run(
          memoryOf(backend),
          inputs as unknown as { real: tf.TensorInfo; imag: tf.TensorInfo },
          attrs as unknown as LineTransform,
        ),
    });
  }
  return true;
}

type LineKernel = (
  memory: HostMemory,
  x: { real: tf.TensorInfo; imag: tf.TensorInfo },
  t: LineTransform,
) => tf.TensorInfo | tf.TensorInfo[];

/** Room first, views last: making room can move the memory of the wasm backend. */
const kernelFunctions: Record<keyof typeof lineKernels, LineKernel> = {
  complexLines: (memory, x, t) => {
    const y = [memory.output(kept(x.real, t)), memory.output(kept(x.real, t))] as const;
    hostComplexLines(complexView(memory, [x.real, x.imag]), complexView(memory, y), t);
    return [...y];
  },
  realToHalf: (memory, x, t) => {
    const y = [memory.output(kept(x.real, t)), memory.output(kept(x.real, t))] as const;
    hostRealToHalf(view(memory, x.real), complexView(memory, y), t);
    return [...y];
  },
  halfToReal: (memory, x, t) => {
    const y = memory.output(kept(x.real, t));
    hostHalfToReal(complexView(memory, [x.real, x.imag]), view(memory, y), t);
    return y;
  },
};

const kept = ({ shape }: tf.TensorInfo, { keep }: LineTransform) => [
  shape[0] as number,
  keep,
  shape[2] as number,
];

const view = (memory: HostMemory, info: tf.TensorInfo): HostArray => ({
  values: memory.values(info),
  length: info.shape[1] as number,
  inner: info.shape[2] as number,
});

const complexView = (
  memory: HostMemory,
  [real, imag]: readonly [tf.TensorInfo, tf.TensorInfo],
) => ({
  real: view(memory, real),
  imag: view(memory, imag),
});
