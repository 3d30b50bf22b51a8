import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { asImageKernels } from '../asImages';
import { chainSteps, endsInSoftmax, type Stepping } from '../chainSteps';
import { figuresOf } from '../figures';
import { inputOf } from '../inputOf';
import { layerAt } from '../layerAt';
import { channelOf, layerValues } from '../layerValues';
import { partialConvolutions } from '../partialConvolutions';
import type { ChainAnswer, ChainQuestion, Figure } from '../protocol';
import { openedOf, type Study } from '../study';

type Layer = LayersModel['layers'][number];

/** Input channels that are shown. */
const SHOWN = 6;

/** One channel of a convolution from its inputs to where another layer reads it. */
export async function chain(study: Study, question: ChainQuestion): Promise<ChainAnswer> {
  const { model } = openedOf(study, question);
  const { layer: index, output } = question;
  const layer = layerAt(model, index);
  const steps = await chainSteps(model, layer, output);
  const last = steps.at(-1)?.step.layer ?? layer.name;
  const end = model.layers.findIndex(({ name }) => name === last);
  const x = inputOf(study, question);
  const partials = tf.tidy(() => partialsOf(layer, layerValues(model, index, x)[0], output));
  const planes = tf.tidy(() => planesOf(partials, steps));
  const expected = tf.tidy(() => channelOf(layerValues(model, end, x)[1], output));
  try {
    const figures = await figuresOf(planes, 'signed');
    return {
      inputs: await strongest(partials),
      all: partials.shape[0],
      sum: figures[0] as Figure,
      steps: steps.map(({ step }, i) => ({ ...step, figure: figures[i + 1] as Figure })),
      difference: endsInSoftmax(layer) ? undefined : await differenceOf(planes, expected),
    };
  } finally {
    tf.dispose([x, partials, planes, expected]);
  }
}

/** Every input channel through its own kernel to one output, [inputs, rows, columns]. */
function partialsOf(layer: Layer, inputs: tf.Tensor4D, output: number): tf.Tensor3D {
  const kernels = asImageKernels(layer.getWeights()[0] as tf.Tensor);
  const own = tf.slice(kernels, [0, 0, 0, output], [-1, -1, -1, 1]);
  const each = tf.squeeze(partialConvolutions(layer, inputs, own), [0]);
  return tf.transpose(each, [2, 0, 1]) as tf.Tensor3D;
}

/** The sum of the partial convolutions, and what each step makes of it: [1 + steps, rows, columns]. */
function planesOf(partials: tf.Tensor3D, steps: readonly Stepping[]): tf.Tensor3D {
  const sum = tf.expandDims(tf.sum(partials, 0, true), -1) as tf.Tensor4D;
  const planes = [sum];
  for (const { apply } of steps) planes.push(apply(planes.at(-1) as tf.Tensor4D));
  return tf.squeeze(tf.concat(planes), [-1]) as tf.Tensor3D;
}

/** The partial convolutions of most energy, which is the sum of their squares. */
async function strongest(partials: tf.Tensor3D): Promise<ChainAnswer['inputs']> {
  const energies = tf.tidy(() => tf.sum(tf.square(partials), [1, 2]));
  const values = (await energies.data()) as Float32Array;
  energies.dispose();
  const total = values.reduce((sum, value) => sum + value, 0);
  const order = [...values.keys()].sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
  const channels = order.slice(0, SHOWN);
  const chosen = tf.tidy(() => tf.gather(partials, tf.tensor1d(channels, 'int32')));
  try {
    const figures = await figuresOf(chosen, 'signed');
    return channels.map((channel, i) => ({
      channel,
      share: total > 0 ? (values[channel] ?? 0) / total : 0,
      figure: figures[i] as Figure,
    }));
  } finally {
    chosen.dispose();
  }
}

/** Between the end of the chain and what the network has there. */
async function differenceOf(planes: tf.Tensor3D, expected: tf.Tensor3D): Promise<number> {
  const largest = tf.tidy(() => {
    const end = tf.slice(planes, [planes.shape[0] - 1, 0, 0], [1, -1, -1]);
    return tf.max(tf.abs(tf.sub(end, expected)));
  });
  const [difference = Number.NaN] = await largest.data();
  largest.dispose();
  return difference;
}
