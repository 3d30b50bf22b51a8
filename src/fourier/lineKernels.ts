import * as tf from '@tensorflow/tfjs-core';
import { type FftModule, fftModule } from './fftModule';
import { type HostArray, hostComplexLines, hostHalfToReal, hostRealToHalf } from './hostLines';
import type { LineAxis, LineTransform } from './lineTransform';

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
  const fft = memoryOf && fftModule();
  if (!fft) return false;
  for (const [transform, kernelName] of Object.entries(lineKernels)) {
    const run = kernelFunctions[transform as keyof typeof lineKernels];
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) =>
        run(
          fft,
          memoryOf(backend),
          inputs as unknown as { real: tf.TensorInfo; imag: tf.TensorInfo },
          attrs as unknown as LineTransform,
        ),
    });
  }
  return true;
}

type LineKernel = (
  fft: FftModule,
  memory: HostMemory,
  x: { real: tf.TensorInfo; imag: tf.TensorInfo },
  t: LineTransform,
) => tf.TensorInfo | tf.TensorInfo[];

/** Room first, views last: making room can move the memory of the wasm backend. */
const kernelFunctions: Record<keyof typeof lineKernels, LineKernel> = {
  complexLines: (fft, memory, x, t) => {
    const y = [memory.output(kept(x.real, t)), memory.output(kept(x.real, t))] as const;
    const from = complexView(memory, [x.real, x.imag], t.from);
    hostComplexLines(fft, from, complexView(memory, y, t.to), t);
    return [...y];
  },
  realToHalf: (fft, memory, x, t) => {
    const y = [memory.output(kept(x.real, t)), memory.output(kept(x.real, t))] as const;
    hostRealToHalf(fft, view(memory, x.real, t.from), complexView(memory, y, t.to), t);
    return [...y];
  },
  halfToReal: (fft, memory, x, t) => {
    const y = memory.output(kept(x.real, t));
    const from = complexView(memory, [x.real, x.imag], t.from);
    hostHalfToReal(fft, from, view(memory, y, t.to), t);
    return y;
  },
};

/** The shape of the transformed lines. */
function kept({ shape }: tf.TensorInfo, { keep, from = 1, to = 1 }: LineTransform): number[] {
  const [outer, inner] = [shape[0] as number, shape[3 - from] as number];
  return to === 1 ? [outer, keep, inner] : [outer, inner, keep];
}

function view(memory: HostMemory, info: tf.TensorInfo, axis: LineAxis = 1): HostArray {
  return {
    values: memory.values(info),
    length: info.shape[axis] as number,
    inner: info.shape[3 - axis] as number,
    axis,
  };
}

function complexView(
  memory: HostMemory,
  [real, imag]: readonly [tf.TensorInfo, tf.TensorInfo],
  axis: LineAxis | undefined,
) {
  return { real: view(memory, real, axis), imag: view(memory, imag, axis) };
}
