import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { fourierConv2d } from 'fourier-xai';
import { asImageKernels, asImages } from '../asImages';
import { figureOf } from '../figures';
import { allInputs, inputOf } from '../inputOf';
import { layerAt } from '../layerAt';
import { channelOf, layerValues } from '../layerValues';
import { partialConvolutions } from '../partialConvolutions';
import type { LayerAnswer, LayerQuestion } from '../protocol';
import { colouringOf, spectraOf } from '../spectra';
import { openedOf, type Study } from '../study';
import { unitAt } from '../unitAt';
import { withWeights } from '../withWeights';
import { predictionOf } from './predict';

/** Images over which means are taken, at most. */
const MOST = 32;

/** What one kernel of a layer does on this image, and on all. */
export async function layer(study: Study, question: LayerQuestion): Promise<LayerAnswer> {
  const { model } = openedOf(study, question);
  const { layer: index, output, part, off } = question;
  const asked = layerAt(model, index);
  const x = inputOf(study, question);
  const all = allInputs(study, question, MOST);
  const planes = tf.tidy(() =>
    planesOf(question, asked, layerValues(model, index, x), asImages(x)),
  );
  const means = tf.tidy(() => meansOf(question, layerValues(model, index, all)));
  const size = planes.kernel.shape.slice(1).map((n) => (n === 1 ? 1 : Math.max(32, n))) as [
    number,
    number,
  ];
  const spectrum = spectraOf(planes.kernel, part, size);
  try {
    const prediction = off
      ? await withWeights(
          asked,
          (own) => own.map((w) => silenced(w, output)),
          () => predictionOf(model, x),
        )
      : await predictionOf(model, x);
    return {
      imageConvolved: await figureOf(planes.imageConvolved, 'signed'),
      channelInput: await figureOf(planes.channelInput, 'grey'),
      kernel: await figureOf(planes.kernel, 'signed'),
      spectrum: await figureOf(spectrum, colouringOf(part)),
      partial: await figureOf(planes.partial, 'signed'),
      channelOutput: await figureOf(planes.channelOutput, 'signed'),
      meanInput: await figureOf(means.meanInput, 'grey'),
      meanOutput: await figureOf(means.meanOutput, 'signed'),
      prediction,
    };
  } finally {
    tf.dispose([
      x,
      all,
      spectrum,
      planes as unknown as tf.TensorContainer,
      means as unknown as tf.TensorContainer,
    ]);
  }
}

function planesOf(
  { input, output }: LayerQuestion,
  layer: LayersModel['layers'][number],
  [inputs, outputs]: [tf.Tensor4D, tf.Tensor4D],
  x: tf.Tensor4D,
) {
  const kernels = asImageKernels(layer.getWeights()[0] as tf.Tensor);
  const kernel = tf.slice(kernels, [0, 0, input, output], [-1, -1, 1, 1]);
  const channel = tf.slice(inputs, [0, 0, 0, input], [-1, -1, -1, 1]);
  return {
    imageConvolved: channelOf(fourierConv2d(tf.mean(x, -1, true), kernel, 1, 'same'), 0),
    channelInput: channelOf(channel, 0),
    kernel: tf.squeeze(tf.transpose(kernel, [2, 0, 1, 3]), [3]) as tf.Tensor3D,
    partial: channelOf(partialConvolutions(layer, channel, kernel), 0),
    channelOutput: channelOf(outputs, output),
  };
}

const meansOf = (
  { input, output }: LayerQuestion,
  [inputs, outputs]: [tf.Tensor4D, tf.Tensor4D],
) => ({
  meanInput: tf.mean(channelOf(inputs, input), 0, true),
  meanOutput: tf.mean(channelOf(outputs, output), 0, true),
});

/** Weights that lead to one output channel at 0; it is their last axis. */
function silenced(weights: tf.Tensor, channel: number): tf.Tensor {
  const channels = weights.shape.at(-1) as number;
  return tf.mul(weights, tf.sub(1, unitAt(channel, channels)));
}
