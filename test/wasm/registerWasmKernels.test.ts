import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { registerWasmKernels } from '../../src/wasm';
import { expectNoLeak } from '../helpers/leaks';

const registered = (backend: string) =>
  tf
    .getKernelsForBackend(backend)
    .map(({ kernelName, kernelFunc }) => ({ kernelName, kernelFunc }));
const added = [
  tf.Conv2DBackpropFilter,
  tf.DepthwiseConv2dNativeBackpropInput,
  tf.DepthwiseConv2dNativeBackpropFilter,
  tf.UnsortedSegmentSum,
];

describe('registerWasmKernels', () => {
  it('changes no other backend, says nothing and leaves no tensor', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const others = [...new Set([tf.getBackend(), 'cpu', 'webgl', 'webgpu'])].filter(
      (b) => b !== 'wasm',
    );
    const before = others.map(registered);
    await expectNoLeak(() => registerWasmKernels());
    expect(others.map(registered)).toEqual(before);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('gives the wasm backend what it lacks', () => {
    registerWasmKernels();
    for (const name of added) expect(tf.getKernel(name, 'wasm'), name).toBeDefined();
  });

  it('does nothing the second time', () => {
    registerWasmKernels();
    const before = registered('wasm');
    registerWasmKernels();
    expect(registered('wasm')).toEqual(before);
  });

  it('does nothing from a second copy of the library', async () => {
    registerWasmKernels();
    const before = registered('wasm');
    vi.resetModules();
    const copy = await import('../../src/wasm/registerWasmKernels');
    copy.registerWasmKernels();
    expect(registered('wasm')).toEqual(before);
  });

  it('does its work when the backend that it replaces kernels of comes later', () => {
    const name = 'Slice';
    const original = tf.getKernel(name, 'wasm');
    if (original) tf.unregisterKernel(name, 'wasm');
    const late: tf.KernelConfig = { kernelName: name, backendName: 'wasm', kernelFunc: () => [] };
    registerWasmKernels();
    expect(tf.getKernel(name, 'wasm')).toBeUndefined();
    tf.registerKernel(late);
    tf.getKernel(tf.Conv2DBackpropFilter, 'wasm')?.setupFunc?.({});
    expect(tf.getKernel(name, 'wasm')?.kernelFunc).not.toBe(late.kernelFunc);
    tf.unregisterKernel(name, 'wasm');
    if (original) tf.registerKernel(original);
  });

  it.runIf(tf.getBackend() === 'wasm')('keeps what another library registered first', () => {
    const name = tf.UnsortedSegmentSum;
    const ours = tf.getKernel(name, 'wasm') as tf.KernelConfig;
    tf.unregisterKernel(name, 'wasm');
    const theirs: tf.KernelConfig = { kernelName: name, backendName: 'wasm', kernelFunc: () => [] };
    tf.registerKernel(theirs);
    registerWasmKernels();
    expect(tf.getKernel(name, 'wasm')).toBe(theirs);
    tf.unregisterKernel(name, 'wasm');
    tf.registerKernel(ours);
  });
});
