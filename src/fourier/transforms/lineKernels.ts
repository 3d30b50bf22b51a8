import * as tf from '@tensorflow/tfjs-core';
import { type HostMemory, hostMemoryOf, isHostBackend } from '../../internal/host/hostMemory';
import { itemAt } from '../../internal/itemAt';
import { kernelNameOf } from '../../internal/version';
import { type FftModule, fftModule } from './fftModule';
import type { HostArray } from './hostArray';
import { hostComplexLines, hostHalfToReal, hostRealToHalf } from './hostComplexLines';
import { hostRealPlanes } from './hostPlanes';
import type { LineTransform } from './lineTransform';

/** The transforms of lines, and of real planes, as kernels of the backends whose tensors lie in host memory. */
export const lineKernels = {
  complexLines: kernelNameOf('ComplexLines'),
  realToHalf: kernelNameOf('RealToHalf'),
  halfToReal: kernelNameOf('HalfToReal'),
  realPlanes: kernelNameOf('RealPlanes'),
} as const;

/** Gives the backend these kernels if it lacks them and its memory is the host's; whether it has them now. */
export function ensureLineKernels(backendName: string): boolean {
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
          attrs as unknown as LineTransform & PlaneAttributes,
        ),
    });
  }
  return true;
}

/** Lengths of the transforms along both axes; the second one is even. */
export interface PlaneAttributes {
  readonly lengths: readonly [number, number];
}

type LineKernel = (
  fft: FftModule,
  memory: HostMemory,
  x: { real: tf.TensorInfo; imag: tf.TensorInfo },
  t: LineTransform & PlaneAttributes,
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
  realPlanes: (fft, memory, { real: x }, { lengths }) => {
    const [count, rows, columns] = x.shape as [number, number, number];
    const shape = [count, lengths[0], lengths[1] / 2 + 1];
    const [real, imag] = [memory.output(shape), memory.output(shape)];
    const y = { real: memory.values(real), imag: memory.values(imag) };
    hostRealPlanes(fft, { values: memory.values(x), rows, columns }, y, lengths);
    return [real, imag];
  },
};

/** The shape of the transformed lines. */
const kept = ({ shape }: tf.TensorInfo, { keep }: LineTransform) => [
  itemAt(shape, 0),
  keep,
  itemAt(shape, 2),
];

const view = (memory: HostMemory, info: tf.TensorInfo): HostArray => ({
  values: memory.values(info),
  length: itemAt(info.shape, 1),
  inner: itemAt(info.shape, 2),
});

const complexView = (
  memory: HostMemory,
  [real, imag]: readonly [tf.TensorInfo, tf.TensorInfo],
) => ({
  real: view(memory, real),
  imag: view(memory, imag),
});
