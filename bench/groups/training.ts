import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Digits, loadDigits } from '../../examples/mnist/digits';
import { documentModel } from '../../test/helpers/models';
import type { Contest, Group, Side } from '../contest';
import { type WasmKernels, wasmKernels } from '../wasmKernels';

/** What one run trains on. */
interface Load {
  readonly batches: number;
  readonly images: number;
}

const usual: Load = { batches: 4, images: 32 };
/** An image takes the cpu backend most of a second. */
const light: Load = { batches: 2, images: 8 };

export const training: Group = (backend) =>
  backend === 'wasm' ? [againstShim(), againstCpu()] : [];

const row = ({ batches, images }: Load, reach: number) =>
  ({
    group: 'training',
    what: `registerWasmKernels, ${batches} batches`,
    backend: 'wasm',
    sizes: `${images}x28x28, 8-16-32, 32 units`,
    reach,
    // Adam carries what rounding makes of one loss to the next
    tolerance: 1e-3,
  }) as const;

function againstShim(): Contest {
  return {
    ...row(usual, 5),
    prepare: async () => {
      const kernels = wasmKernels();
      const [ours, peer] = [await trainer('wasm', usual), await trainer('wasm', usual)];
      return {
        ours: side('registerWasmKernels', ours, kernels.ours),
        peer: side('shortest shim', peer, kernels.shim),
        dispose: () => clear(kernels, ours, peer),
      };
    },
  };
}

function againstCpu(): Contest {
  return {
    ...row(light, 30),
    prepare: async () => {
      const kernels = wasmKernels();
      const [ours, peer] = [await trainer('wasm', light), await trainer('cpu', light)];
      const enter = async () => {
        await tf.setBackend('wasm');
        kernels.ours();
      };
      return {
        ours: side('registerWasmKernels', ours, enter),
        peer: side('cpu backend', peer, () => tf.setBackend('cpu')),
        dispose: () => clear(kernels, ours, peer),
      };
    },
  };
}

interface Trainer {
  readonly model: LayersModel;
  readonly batches: readonly (readonly [x: tf.Tensor, y: tf.Tensor])[];
}

/** The network of `npm start`, its seeded weights and its digits on a backend of its own. */
async function trainer(backend: string, { batches: count, images }: Load): Promise<Trainer> {
  await tf.setBackend(backend);
  const model = documentModel(28, [8, 16, 32], 32);
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'categoricalCrossentropy' });
  const digits = loadDigits('train', 1, images * count);
  const batches = Array.from({ length: count }, (_, i) => batchOf(digits, i * images, images));
  digits.images.dispose();
  return { model, batches };
}

function batchOf({ images, labels }: Digits, from: number, count: number): [tf.Tensor, tf.Tensor] {
  const some = tf.tensor1d(labels.subarray(from, from + count), 'int32');
  const y = tf.tidy(() => tf.cast(tf.oneHot(some, 2), 'float32'));
  some.dispose();
  return [tf.slice(images, [from, 0, 0, 0], [count, -1, -1, -1]), y];
}

/** Goes on training from run to run; answers the losses. */
function side(name: string, { model, batches }: Trainer, enter: () => unknown): Side {
  const run = async () => {
    const losses: number[] = [];
    for (const [x, y] of batches) losses.push((await model.trainOnBatch(x, y)) as number);
    return [Float32Array.from(losses)];
  };
  return { name, enter, run };
}

function clear(kernels: WasmKernels, ...trainers: Trainer[]): void {
  kernels.none();
  for (const { model, batches } of trainers) {
    model.dispose();
    tf.dispose(batches.flat() as tf.Tensor[]);
  }
}
