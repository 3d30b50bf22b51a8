import * as tf from '@tensorflow/tfjs-core';
import { fuseModel } from 'fourier-xai';
import { randomTensor } from '../support/random';
import type { Answer, Backend, Contest, Match } from './contest';
import { documents, stack } from './groups/fusion';
import { onnxStack } from './peers/onnxRuntime';

/** The source document's stack against onnxruntime-web, which the page of the browser does without. */
export function onnxContests(backend: Backend): Contest[] {
  if (backend !== 'wasm') return [];
  return [
    [1, 5],
    [16, 8],
  ].map(([batch, reach]) => ({
    ...{ group: 'fusion', what: 'fuseModel', backend, reach },
    sizes: `${batch}x28x28, ${documents.join('-')}, ONNX`,
    prepare: () => fusedAgainst(batch as number),
  }));
}

async function fusedAgainst(batch: number): Promise<Match> {
  const model = stack(documents);
  const fused = fuseModel(model, { batchSize: batch });
  const x = randomTensor([batch, 28, 28, 1], 7);
  const kernels = await Promise.all(
    model.getWeights().map(async (kernel) => {
      const turned = tf.transpose(kernel, [3, 2, 0, 1]);
      return { shape: turned.shape, values: await turned.data<'float32'>() };
    }),
  );
  const onnx = await onnxStack(kernels, await x.data<'float32'>(), [batch, 1, 28, 28]);
  return {
    ours: { name: 'fuseModel', run: () => [fused.predict(x) as tf.Tensor] },
    peer: {
      name: 'onnxruntime-web',
      run: async () => [await onnx.run()],
      compared: (answer) => channelsLast(answer, [batch, 128, 28, 28]),
    },
    dispose: () => {
      onnx.dispose();
      x.dispose();
      fused.dispose();
      model.dispose();
    },
  };
}

const channelsLast = ([y]: Answer, shape: [number, number, number, number]): Answer => [
  tf.tidy(() => tf.transpose(tf.tensor4d(y as Float32Array, shape), [0, 2, 3, 1])),
];
