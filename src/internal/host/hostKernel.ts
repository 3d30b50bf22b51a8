import * as tf from '@tensorflow/tfjs-core';
import { isRecording } from '../isRecording';
import { kernelNameOf } from '../version';
import { type HostMemory, hostMemoryOf, isHostBackend } from './hostMemory';

/** What a kernel makes of inputs and attributes: room is taken first, then views. */
type HostFunction<A> = (
  memory: HostMemory,
  inputs: readonly tf.TensorInfo[],
  attributes: A,
) => tf.TensorInfo;

/**
 * A function of float32 tensors by a loop over their values, where one pass does what takes tf.js many: undefined on
 * backends whose tensors do not lie in host memory, and where gradients are recorded, which the kernel has not.
 */
export function hostKernel<A extends object>(
  name: string,
  run: HostFunction<A>,
): (inputs: readonly tf.Tensor[], attributes: A) => tf.Tensor | undefined {
  const kernelName = kernelNameOf(name);
  return (inputs, attributes) => {
    const isPlain = !isRecording() && inputs.every(({ dtype }) => dtype === 'float32');
    if (!isPlain || !ensureHostKernel(kernelName, tf.getBackend(), run)) return undefined;
    const named = Object.fromEntries(inputs.entries());
    return tf
      .engine()
      .runKernel<tf.Tensor>(kernelName, named, attributes as unknown as tf.NamedAttrMap);
  };
}

/** Gives the backend the kernel if it lacks it and its memory is the host's; whether it has it now. */
export function ensureHostKernel<A>(
  kernelName: string,
  backendName: string,
  run: HostFunction<A>,
): boolean {
  if (tf.getKernel(kernelName, backendName)) return true;
  if (!isHostBackend(backendName)) return false;
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const given = Object.values(inputs) as tf.TensorInfo[];
      return run(hostMemoryOf(backendName, backend), given, attrs as unknown as A);
    },
  });
  return true;
}
