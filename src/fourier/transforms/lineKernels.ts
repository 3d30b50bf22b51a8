import * as tf from '@tensorflow/tfjs-core';
import { type HostMemory, hostMemoryOf, isHostBackend } from '../../internal/hostMemory';
import { type FftModule, fftModule } from './fftModule';
import {
  type HostArray,
  hostComplexLines,
  hostHalfToReal,
  hostRealToHalf,
} from './hostComplexLines';
import type { LineTransform } from './lineTransform';

/** The transforms of lines as kernels of the backends whose tensors lie in host memory. */
export const lineKernels = {
  complexLines: 'FourierComplexLines',
  realToHalf: 'FourierRealToHalf',
  halfToReal: 'FourierHalfToReal',
} as const;

/** Whether the backend has these kernels; gives them to it if it lacks them and its memory is the host's. */
export function hasLineKernels(backendName: string): boolean {
  if (tf.getKernel(lineKernels.complexLines, backendName)) return true;
  const fft = isHostBackend(backendName) && fftModule();
  if (!fft) return false;
  for (const [transform, kernelName] of Object.entries(lineKernels)) {
    const run = kernelFunctions[transform as keyof typeof lineKernels];
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) =>
        run(
          fft,
          hostMemoryOf(backendName, backend),
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

const kernelFunctions: Record<keyof typeof lineKernels, LineKernel> = {
  complexLines: (fft, memory, x, t) => {
    const y = [memory.output(kept(x.real, t)), memory.output(kept(x.real, t))] as const;
    const from = complexView(memory, [x.real, x.imag]);
    hostComplexLines(fft, from, complexView(memory, y), t);
    return [...y];
  },
  realToHalf: (fft, memory, x, t) => {
    const y = [memory.output(kept(x.real, t)), memory.output(kept(x.real, t))] as const;
    hostRealToHalf(fft, view(memory, x.real), complexView(memory, y), t);
    return [...y];
  },
  halfToReal: (fft, memory, x, t) => {
    const y = memory.output(kept(x.real, t));
    const from = complexView(memory, [x.real, x.imag]);
    hostHalfToReal(fft, from, view(memory, y), t);
    return y;
  },
};

/** The shape of the transformed lines. */
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
