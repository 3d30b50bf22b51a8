import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Digits, loadDigits } from '../../support/digits';
import { documentModel } from '../../support/models';
import { oneHot } from '../../support/oneHot';
import { firstModel } from '../../support/ramanModels';
import { randomTensor } from '../../support/random';
import type { Answer, Contest, Group, Match, Side } from '../contest';
import { type WasmKernels, wasmKernels } from '../wasmKernels';

/** What one run trains on. */
interface Load {
  readonly batches: number;
  readonly samples: number;
}

const usual: Load = { batches: 4, samples: 32 };
/** A sample takes the cpu backend most of a second. */
const light: Load = { batches: 2, samples: 8 };
const lightest: Load = { batches: 1, samples: 1 };

export const training: Group = (backend) =>
  backend === 'wasm'
    ? [digitsAgainstShim(), digitsAgainstCpu(), spectraAgainstCpu(), filterAgainstForward()]
    : [];

const row = ({ batches }: Load, sizes: string, reach: number) =>
  ({
    group: 'training',
    what: `registerWasmKernels, ${batches} ${batches === 1 ? 'batch' : 'batches'}`,
    backend: 'wasm',
    sizes,
    reach,
    // Adam carries what rounding makes of one loss to the next
    tolerance: 1e-3,
  }) as const;

const digitSizes = ({ samples }: Load) => `${samples}x28x28, 8-16-32, 32 units`;

function digitsAgainstShim(): Contest {
  return {
    ...row(usual, digitSizes(usual), 5),
    prepare: async () => {
      const kernels = wasmKernels();
      await tf.setBackend('wasm');
      const [ours, peer] = [digitTrainer(usual), digitTrainer(usual)];
      return {
        ours: side('registerWasmKernels', ours, kernels.ours),
        peer: side('shortest shim', peer, kernels.shim),
        dispose: () => clear(kernels, ours, peer),
      };
    },
  };
}

const digitsAgainstCpu = (): Contest => ({
  ...row(light, digitSizes(light), 30),
  prepare: () => againstCpu(() => digitTrainer(light)),
});

const spectraAgainstCpu = (): Contest => ({
  ...row(lightest, `${lightest.samples}x${points}, Conv1D 32-64-128, 256 units`, 20),
  prepare: () => againstCpu(() => spectrumTrainer(lightest)),
});

/** The widest layer of the spectra's network: the gradient of its filter against its forward pass. */
function filterAgainstForward(): Contest {
  const samples = 32;
  return {
    ...{ group: 'training', what: 'filter gradient of Conv1D', backend: 'wasm', reach: 1 / 1.5 },
    sizes: `${samples}x${points}, 64-128`,
    prepare: async () => {
      const kernels = wasmKernels();
      const x = randomTensor<tf.Rank.R4>([samples, 1, points, 64], 1);
      const filter = randomTensor<tf.Rank.R4>([1, 5, 64, 128], 2);
      const dy = randomTensor<tf.Rank.R4>([samples, 1, points, 128], 3);
      const attributes = { strides: 1, pad: 'same', dataFormat: 'NHWC', filterShape: filter.shape };
      const gradient = () =>
        tf.engine().runKernel(tf.Conv2DBackpropFilter, { x, dy }, attributes as never) as tf.Tensor;
      // the sum of filter times its gradient is that of outputs times theirs
      const productWith = (other: tf.Tensor) => (answer: Answer) => {
        const product = tf.tidy(() => tf.sum(tf.mul(answer[0] as tf.Tensor, other)));
        tf.dispose([...answer]);
        return [product];
      };
      return {
        ours: {
          ...{ name: 'filter gradient', enter: kernels.ours, run: () => [gradient()] },
          compared: productWith(filter),
        },
        peer: {
          ...{ name: 'forward pass', run: () => [tf.conv2d(x, filter, 1, 'same')] },
          compared: productWith(dy),
        },
        dispose: () => {
          kernels.none();
          tf.dispose([x, filter, dy]);
        },
      };
    },
  };
}

async function againstCpu(make: () => Trainer): Promise<Match> {
  const kernels = wasmKernels();
  await tf.setBackend('wasm');
  const ours = make();
  await tf.setBackend('cpu');
  const peer = make();
  const enter = async () => {
    await tf.setBackend('wasm');
    kernels.ours();
  };
  return {
    ours: side('registerWasmKernels', ours, enter),
    peer: side('cpu backend', peer, () => tf.setBackend('cpu')),
    dispose: () => clear(kernels, ours, peer),
  };
}

interface Trainer {
  readonly model: LayersModel;
  readonly batches: readonly (readonly [x: tf.Tensor, y: tf.Tensor])[];
}

const compiled = <M extends LayersModel>(model: M): M => {
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'categoricalCrossentropy' });
  return model;
};

/** The network of `npm start`, its seeded weights and its digits. */
function digitTrainer({ batches: count, samples }: Load): Trainer {
  const model = compiled(documentModel(28, [8, 16, 32], 32));
  const digits = loadDigits('train', 1, samples * count);
  const batches = Array.from({ length: count }, (_, i) => batchOf(digits, i * samples, samples));
  digits.images.dispose();
  return { model, batches };
}

/** Points of a spectrum, and its classes, in `npm run raman`. */
const [points, classes] = [696, 4];

/** The first network of `npm run raman`, on random spectra: 22.8 million weights, most of them of the dense layer. */
function spectrumTrainer({ batches: count, samples }: Load): Trainer {
  const model = compiled(firstModel({ points, classes, seed: 1 }));
  const labels = Int32Array.from({ length: samples }, (_, i) => i % classes);
  const batches = Array.from(
    { length: count },
    (_, i) => [randomTensor([samples, points, 1], i), oneHot(labels, classes)] as const,
  );
  return { model, batches };
}

function batchOf({ images, labels }: Digits, from: number, count: number): [tf.Tensor, tf.Tensor] {
  const y = oneHot(labels.subarray(from, from + count), 2);
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
