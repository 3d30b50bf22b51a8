import type * as tf from '@tensorflow/tfjs-core';
import { ensureHostKernel } from '../../internal/host/hostKernel';
import { type HostMemory, isHostBackend } from '../../internal/host/hostMemory';
import { itemAt } from '../../internal/itemAt';
import { kernelNameOf } from '../../internal/version';
import type { PerAxis } from '../../linear/convolution';
import { type FftModule, fftModule } from '../transforms/fftModule';
import type { AxisTiling } from './axisTiling';
import { type HostImages, hostConvolution } from './hostConvolution';
import { type HostTransfer, hostTransfer } from './hostTransfer';

export const kernelName = kernelNameOf('Convolution');

export interface KernelAttributes {
  readonly dilations: readonly PerAxis[];
  readonly plan: PerAxis<AxisTiling>;
}

/** Gives the backend this kernel if it lacks it and its memory is the host's; whether it has it now. */
export function ensureConvolutionKernel(backendName: string): boolean {
  const fft = isHostBackend(backendName) && fftModule();
  if (!fft) return false;
  return ensureHostKernel<KernelAttributes>(kernelName, backendName, (memory, inputs, attributes) =>
    convolve(fft, memory, inputs as [tf.TensorInfo, ...tf.TensorInfo[]], attributes),
  );
}

function convolve(
  fft: FftModule,
  memory: HostMemory,
  [x, ...kernels]: readonly [tf.TensorInfo, ...tf.TensorInfo[]],
  { dilations, plan: tiling }: KernelAttributes,
): tf.TensorInfo {
  const n: PerAxis = [Math.max(tiling[0].n, 2), tiling[1].n];
  const transfers = kernels.map((kernel, i) =>
    transferOf(fft, memory, kernel, itemAt(dilations, i), n),
  );
  const outputs = itemAt(itemAt(kernels, -1).shape, 3);
  const y = memory.output([itemAt(x.shape, 0), tiling[0].outputs, tiling[1].outputs, outputs]);
  const images = (info: tf.TensorInfo): HostImages => ({
    values: memory.values(info),
    shape: info.shape as unknown as HostImages['shape'],
  });
  hostConvolution(fft, images(x), transfers, tiling, n, images(y));
  return y;
}

/**
 * Transfer functions by the data they were made of, so that a filter is transformed once however often it is
 * used. They go when the data goes.
 */
const known = new WeakMap<object, Map<string, HostTransfer>>();

/** Transfer functions of one filter, for several sizes of transforms, that are kept together have so many values at most. */
const MOST_VALUES = 2 ** 25;

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
  keepNewest(sizes, key, transfer);
  return transfer;
}

/** Puts a transfer function last; those that were not used for longest go where there are too many values, but not this one. */
export function keepNewest(
  sizes: Map<string, Pick<HostTransfer, 'real'>>,
  key: string,
  transfer: Pick<HostTransfer, 'real'>,
): void {
  sizes.delete(key);
  sizes.set(key, transfer);
  let values = 0;
  for (const { real } of sizes.values()) values += 2 * real.length;
  for (const [old, { real }] of sizes) {
    if (values <= MOST_VALUES || old === key) break;
    sizes.delete(old);
    values -= 2 * real.length;
  }
}
