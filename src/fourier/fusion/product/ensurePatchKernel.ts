import * as tf from '@tensorflow/tfjs-core';
import { ensureHostKernel } from '../../../internal/host/hostKernel';
import { type HostMemory, isHostBackend } from '../../../internal/host/hostMemory';
import { itemAt } from '../../../internal/itemAt';
import { kernelNameOf } from '../../../internal/version';
import type { PerAxis } from '../../../linear/convolution';
import type { HostImages } from '../../convolution/hostConvolution';
import type { AxisGeometry } from '../runGeometry';
import type { Zone } from '../zone';
import { type Bounds, hostPatches } from './hostPatches';
import { modulePatches, outputsOf } from './modulePatches';
import { type PatchModule, patchModule } from './patchModule';

/** All patches of a fused run at once. Its inputs: images, then kernels, then biases. */
export const kernelName = kernelNameOf('Patches');

export interface KernelAttributes {
  readonly geometry: PerAxis<AxisGeometry>;
  readonly zones: readonly PerAxis<Zone>[];
  readonly bounds: Bounds;
}

/** Gives the backend this kernel if it lacks it and its memory is the host's; whether it has it now. */
export function ensurePatchKernel(backendName: string): boolean {
  const module = isHostBackend(backendName) && patchModule();
  if (!module) return false;
  return ensureHostKernel<KernelAttributes>(kernelName, backendName, (memory, inputs, attributes) =>
    multiply(module, memory, inputs as [tf.TensorInfo, ...tf.TensorInfo[]], attributes),
  );
}

function multiply(
  module: PatchModule,
  memory: HostMemory,
  [x, ...weights]: readonly [tf.TensorInfo, ...tf.TensorInfo[]],
  { geometry, zones, bounds }: KernelAttributes,
): tf.TensorInfo {
  const infos = zones.map((pair, i) => ({
    zones: pair,
    kernel: itemAt(weights, i),
    bias: itemAt(weights, zones.length + i),
  }));
  const patches = modulePatches(module, memory, infos);
  const { zones: pair, bias } = itemAt(infos, 0);
  const channels = tf.util.sizeFromShape(bias.shape) / (outputsOf(pair[0]) * outputsOf(pair[1]));
  const [rows, columns] = geometry;
  const y = memory.output([itemAt(x.shape, 0), rows.outputs, columns.outputs, channels]);
  const images = (info: tf.TensorInfo): HostImages => ({
    values: memory.values(info),
    shape: info.shape as unknown as HostImages['shape'],
  });
  hostPatches(module, { geometry, patches, bounds }, images(x), images(y));
  return y;
}
