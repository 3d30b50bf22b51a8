import * as ort from 'onnxruntime-web';
import { type OnnxKernel, onnxModel } from './onnxModel';

/**
 * A stack of convolutions by onnxruntime-web, in WebAssembly and one thread.
 *
 * @param x of this shape, [batch, channels, rows, columns]
 */
export async function onnxStack(
  kernels: readonly OnnxKernel[],
  x: Float32Array,
  shape: readonly number[],
) {
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(onnxModel(shape, kernels), {
    executionProviders: ['wasm'],
  });
  const inputs = { x: new ort.Tensor('float32', x, shape) };
  return {
    run: async (): Promise<Float32Array> => (await session.run(inputs))['y']?.data as Float32Array,
    dispose: () => void session.release(),
  };
}
