import * as tf from '@tensorflow/tfjs-core';
import { type ComplexTensor, fft2, ifft2 } from 'fourier-xai';
import { asImageKernels } from '../asImages';
import { isWhole, masked } from '../band';
import { figureOf } from '../figures';
import { inputOf } from '../inputOf';
import { kernelOf } from '../kernelOf';
import { channelOf, layerValues } from '../layerValues';
import type { ConvolutionAnswer, ConvolutionQuestion } from '../protocol';
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
  const { layer: index, part } = question;
  const layer = model.layers[index];
  if (!layer) throw new Error(`the model has no layer ${index}`);
  const x = inputOf(study, question);
  const shown = tf.tidy(() =>
    productOf(layerValues(model, index, x)[0], kernelOf(model, index), question),
  );
  try {
    const { X, K, Y, ...spatial } = shown;
    const spectrum = (of: ComplexTensor) =>
      figureOfOwn(() => shownSpectra(of, part), colouringOf(part));
    const prediction = await withWeights(
      layer,
      ([own, ...others]) => [replaced(own as tf.Tensor, spatial.kernel, question), ...others],
      () => predictionOf(model, x),
    );
    const [rows, columns] = spatial.kernel.shape.slice(1) as [number, number];
    return {
      weights: [...(await spatial.kernel.data())],
      size: [rows, columns],
      input: await figureOf(spatial.input, index <= 1 ? 'grey' : 'signed'),
      kernel: await figureOf(spatial.kernel, 'signed'),
      output: await figureOf(spatial.output, 'signed'),
      inputSpectrum: await spectrum(X),
      kernelSpectrum: await spectrum(K),
      outputSpectrum: await spectrum(Y),
      prediction,
    };
  } finally {
    tf.dispose([x, shown as unknown as tf.TensorContainer]);
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

/** The channel, the kernel as it is shown, and their convolution by the product of their spectra. */
function productOf(
  values: tf.Tensor4D,
  kernels: tf.Tensor4D,
  { input, output, edited, band }: ConvolutionQuestion,
) {
  const x = channelOf(values, input);
  const [rows, columns] = x.shape.slice(1) as [number, number];
  const [kh, kw] = kernels.shape;
  const own = tf.reshape(tf.slice(kernels, [0, 0, input, output], [-1, -1, 1, 1]), [1, kh, kw]);
  const drawn = edited?.length === kh * kw ? tf.tensor3d([...edited], [1, kh, kw]) : own;
  const size: [number, number] = [rows + kh - 1, columns + kw - 1];
  const K = masked(fft2(tf.reverse(drawn, [1, 2]), { shape: size }), size, band);
  const kernel = isWhole(band)
    ? drawn
    : tf.reverse(cropped(ifft2(K).real, [kh, kw], [0, 0]), [1, 2]);
  const X = fft2(x, { shape: size });
  const Y = {
    real: tf.sub(tf.mul(X.real, K.real), tf.mul(X.imag, K.imag)),
    imag: tf.add(tf.mul(X.real, K.imag), tf.mul(X.imag, K.real)),
  };
  const whole = ifft2(Y).real;
  const result = cropped(whole, [rows, columns], [Math.floor(kh / 2), Math.floor(kw / 2)]);
  return { input: x, kernel: kernel as tf.Tensor3D, output: result, X, K, Y };
}

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
