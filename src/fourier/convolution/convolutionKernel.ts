import * as tf from '@tensorflow/tfjs-core';
import { type HostMemory, hostMemoryOf, isHostBackend } from '../../internal/hostMemory';
import type { PerAxis } from '../../linear/convolution';
import { type FftModule, fftModule } from '../transforms/fftModule';
import type { AxisPlan } from './axisTiling';
import { type HostImages, hostConvolution } from './hostConvolution';
import { type HostTransfer, hostTransfer } from './hostTransfer';

export const kernelName = 'FourierConvolution';

export interface KernelAttributes {
  readonly dilations: readonly PerAxis[];
  readonly plan: PerAxis<AxisPlan>;
}

/** Whether the backend has this kernel; gives it to the backend if it lacks it and its memory is the host's. */
export function hasConvolutionKernel(backendName: string): boolean {
  if (tf.getKernel(kernelName, backendName)) return true;
  const fft = isHostBackend(backendName) && fftModule();
  if (!fft) return false;
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const [x, ...kernels] = Object.values(inputs) as [tf.TensorInfo, ...tf.TensorInfo[]];
      const attributes = attrs as unknown as KernelAttributes;
      return convolve(fft, hostMemoryOf(backendName, backend), x, kernels, attributes);
    },
  });
  return true;
}

function convolve(
  fft: FftModule,
  memory: HostMemory,
  x: tf.TensorInfo,
  kernels: readonly tf.TensorInfo[],
  { dilations, plan }: KernelAttributes,
): tf.TensorInfo {
  const n: PerAxis = [Math.max(plan[0].n, 2), plan[1].n];
  const transfers = kernels.map((kernel, i) =>
    transferOf(fft, memory, kernel, dilations[i] as PerAxis, n),
  );
  const outputs = (kernels.at(-1) as tf.TensorInfo).shape[3] as number;
  const y = memory.output([x.shape[0] as number, plan[0].answers, plan[1].answers, outputs]);
  const images = (info: tf.TensorInfo): HostImages => ({
    values: memory.values(info),
    shape: info.shape as unknown as HostImages['shape'],
  });
  hostConvolution(fft, images(x), transfers, plan, n, images(y));
  return y;
}

/**
 * Transfer functions by the data they were made of, so that a filter is transformed once however often it is
 * used. They go when the data goes.
 */
const known = new WeakMap<object, Map<string, HostTransfer>>();

/** So many sizes of transforms are remembered for one filter. */
const SIZES = 4;

function transferOf(
  fft: FftModule,
  memory: HostMemory,
  kernel: tf.TensorInfo,
  dilations: PerAxis,
  n: PerAxis,
): HostTransfer {
  const sizes = known.get(kernel.dataId) ?? new Map<string, HostTransfer>();
  known.set(kernel.dataId, sizes);
  const key = [kernel.shape, dilations, n].join(' ');
  const shape = kernel.shape as [number, number, number, number];
  const transfer =
    sizes.get(key) ?? hostTransfer(fft, { values: memory.values(kernel), shape, dilations }, n);
  if (sizes.size >= SIZES) sizes.clear();
  sizes.set(key, transfer);
  return transfer;
}
