import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type ComplexTensor, fft2, fusedNetwork, ifft2, splitModel } from 'fourier-xai';
import { asImageKernels, asImages } from '../asImages';
import { isWhole, masked } from '../band';
import { figureOf } from '../figures';
import { type Geometry, geometryOf } from '../geometryOf';
import { inputOf } from '../inputOf';
import { frontUpTo, fusedKernel, kernelOf } from '../kernelOf';
import { layerAt } from '../layerAt';
import { channelOf, layerValues } from '../layerValues';
import type { ConvolutionAnswer, ConvolutionQuestion, Prediction } from '../protocol';
import { colouringOf, shownSpectra } from '../spectra';
import { openedOf, type Study } from '../study';
import { unitAt } from '../unitAt';
import { withWeights } from '../withWeights';
import { predictionOf } from './predict';

/** One kernel on its input, in both domains: x ∗ k and F{x} · F{k}. */
export async function convolution(
  study: Study,
  question: ConvolutionQuestion,
): Promise<ConvolutionAnswer> {
  const { model } = openedOf(study, question);
  const { layer: index, part, isFused } = question;
  const x = inputOf(study, question);
  const layers = isFused ? frontUpTo(model, index) : [layerAt(model, index)];
  const shown = tf.tidy(() => {
    const values = isFused ? asImages(x) : layerValues(model, index, x)[0];
    const kernels = isFused ? fusedKernel(layers) : kernelOf(model, index);
    const size = values.shape.slice(1, 3) as [number, number];
    return productOf(values, kernels, { question, geometry: geometryOf(layers, size) });
  });
  try {
    const { X, K, Y, ...spatial } = shown;
    const spectrum = (of: ComplexTensor) =>
      figureOfOwn(() => shownSpectra(of, part), colouringOf(part));
    const [rows, columns] = spatial.kernel.shape.slice(1) as [number, number];
    return {
      weights: [...(await spatial.drawn.data())],
      size: [rows, columns],
      input: await figureOf(spatial.input, isFused || index <= 1 ? 'grey' : 'signed'),
      kernel: await figureOf(spatial.kernel, 'signed'),
      output: await figureOf(spatial.output, 'signed'),
      inputSpectrum: await spectrum(X),
      kernelSpectrum: await spectrum(K),
      outputSpectrum: await spectrum(Y),
      prediction: isFused
        ? await fusedPrediction(model, x, spatial.change, question)
        : await editedPrediction(model, x, spatial.kernel, question),
    };
  } finally {
    tf.dispose([x, shown as unknown as tf.TensorContainer]);
  }
}

/** What the model says with this kernel in the place of the layer's own. */
const editedPrediction = (
  model: LayersModel,
  x: tf.Tensor,
  kernel: tf.Tensor,
  question: ConvolutionQuestion,
): Promise<Prediction> =>
  withWeights(
    layerAt(model, question.layer),
    ([own, ...others]) => [replaced(own as tf.Tensor, kernel, question), ...others],
    () => predictionOf(model, x),
  );

/** The same where the layers are one kernel, padded once: their output, and what this kernel changes of it. */
async function fusedPrediction(
  model: LayersModel,
  x: tf.Tensor,
  change: tf.Tensor,
  { layer, output }: ConvolutionQuestion,
): Promise<Prediction> {
  const { g, h } = splitModel(model, layerAt(model, layer).name);
  const network = fusedNetwork(g, { border: 'accumulate' });
  const features = tf.tidy(() => {
    const own = network.features(x);
    const channels = own.shape.at(-1) as number;
    const added = tf.mul(tf.expandDims(change, -1), unitAt(output, channels));
    return tf.add(own, tf.reshape(added, own.shape));
  });
  try {
    return await predictionOf(h, features);
  } finally {
    features.dispose();
    network.dispose();
  }
}

async function figureOfOwn(make: () => tf.Tensor, colouring: Parameters<typeof figureOf>[1]) {
  const planes = make();
  try {
    return await figureOf(planes, colouring);
  } finally {
    planes.dispose();
  }
}

interface Shown {
  readonly question: ConvolutionQuestion;
  readonly geometry: Geometry;
}

/** The channel, the kernel as it is shown, and their convolution by the product of their spectra. */
function productOf(
  values: tf.Tensor4D,
  kernels: tf.Tensor4D,
  { question: { input, output, edited, band }, geometry }: Shown,
) {
  const x = channelOf(values, input);
  const [rows, columns] = x.shape.slice(1) as [number, number];
  const [kh, kw] = kernels.shape;
  const { padding, strides, dilation } = geometry;
  const own = tf.reshape(tf.slice(kernels, [0, 0, input, output], [-1, -1, 1, 1]), [1, kh, kw]);
  const drawn = edited?.length === kh * kw ? tf.tensor3d([...edited], [1, kh, kw]) : own;
  const span: [number, number] = [(kh - 1) * dilation[0] + 1, (kw - 1) * dilation[1] + 1];
  const size: [number, number] = [rows + span[0] - 1, columns + span[1] - 1];
  const spectrumOf = (kernel: tf.Tensor) =>
    fft2(tf.reverse(dilated(kernel, dilation), [1, 2]), { shape: size });
  const K = masked(spectrumOf(drawn), size, band);
  const kernel = isWhole(band)
    ? drawn
    : every(tf.reverse(cropped(ifft2(K).real, span, [0, 0]), [1, 2]), dilation);
  const X = fft2(x, { shape: size });
  const [[top, bottom], [left, right]] = padding;
  const shape = [rows + top + bottom - span[0] + 1, columns + left + right - span[1] + 1];
  const spatial = (Y: ComplexTensor) =>
    every(cropped(ifft2(Y).real, shape, [span[0] - 1 - top, span[1] - 1 - left]), strides);
  const Y = product(X, K);
  const result = spatial(Y);
  const change = tf.sub(result, spatial(product(X, spectrumOf(own))));
  return { input: x, drawn, kernel: kernel as tf.Tensor3D, output: result, change, X, K, Y };
}

/** Planes with zeros between their values. */
function dilated(planes: tf.Tensor, [down, across]: readonly [number, number]): tf.Tensor {
  const [n, rows, columns] = planes.shape as [number, number, number];
  const apart = tf.pad(tf.reshape(planes, [n, rows, 1, columns, 1]), [
    ...([
      [0, 0],
      [0, 0],
      [0, down - 1],
      [0, 0],
      [0, across - 1],
    ] as [number, number][]),
  ]);
  const whole = tf.reshape(apart, [n, rows * down, columns * across]);
  return cropped(whole, [(rows - 1) * down + 1, (columns - 1) * across + 1], [0, 0]);
}

/** Every so many-th row and column. */
const every = (planes: tf.Tensor, [down, across]: readonly [number, number]): tf.Tensor =>
  down === 1 && across === 1
    ? planes
    : tf.stridedSlice(planes, [0, 0, 0], planes.shape, [1, down, across]);

const product = (X: ComplexTensor, K: ComplexTensor): ComplexTensor => ({
  real: tf.sub(tf.mul(X.real, K.real), tf.mul(X.imag, K.imag)),
  imag: tf.add(tf.mul(X.real, K.imag), tf.mul(X.imag, K.real)),
});

const cropped = (planes: tf.Tensor, [h, w]: number[], [top, left]: number[]) =>
  tf.slice(planes, [0, top as number, left as number], [-1, h as number, w as number]);

/** All kernels of a layer, with one of them replaced. */
function replaced(
  own: tf.Tensor,
  kernel: tf.Tensor,
  { input, output }: ConvolutionQuestion,
): tf.Tensor {
  const kernels = asImageKernels(own);
  const [kh, kw, inputs, outputs] = kernels.shape;
  const mask = tf.reshape(
    tf.mul(
      tf.reshape(unitAt(input, inputs), [inputs, 1]),
      tf.reshape(unitAt(output, outputs), [1, outputs]),
    ),
    [1, 1, inputs, outputs],
  );
  const put = tf.mul(tf.reshape(kernel, [kh, kw, 1, 1]), mask);
  return tf.reshape(tf.add(tf.mul(kernels, tf.sub(1, mask)), put), own.shape);
}
