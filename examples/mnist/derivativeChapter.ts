import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {
  type ComplexTensor,
  chainRule,
  convolutionJacobian,
  convolutionJacobianSpectrum,
  fftshift,
  gaussianRoot,
  grayColors,
  heatmap,
  inputGradient,
  pixelBasis,
  pixelBasisSpectrum,
  spectrumImage,
  splitModel,
  taylorDecomposition,
} from 'fourier-xai';
import { classNames, type Digits, firstOfEach } from '../../support/digits';
import { frequencyAxes } from '../shared/axes';
import { magnitudeKey, signedKey } from '../shared/colourKey';
import { scalar } from '../shared/measures';
import type { Chapter } from '../shared/page';
import { type Column, pictureLines } from '../shared/pictureLines';
import { side, space } from './axes';

/** Pixels [row, column] whose derivatives are shown: near the corner, at an edge, in the middle. */
const pixels = [
  [3, 3],
  [0, 14],
  [14, 18],
] as const;

/** Of a picture, in pixels of the screen. */
const WIDTH = 88;

/** ∂y/∂x as a product of two factors, and what each of them looks like. */
export async function derivativeChapter(model: tfl.LayersModel, test: Digits): Promise<Chapter> {
  const { g, h } = splitModel(model);
  const kernel = await strongestKernel(g);
  const { ofPixels, ofAnswers } = tf.tidy(() => pixelImages(g, kernel));
  const { gradients, spectra, difference } = tf.tidy(() =>
    digitImages(model, firstOfEach(test, 1).images),
  );
  const [largest] = (await difference.data()) as unknown as [number];
  const fromOne = await scalar(tf.tidy(magnitudeFromOne));
  const places = pixels.map(([row, column]) => `<b>pixel (${row}, ${column})</b>`);
  const digits = classNames.map((name) => `<b>a ${name}</b>`);
  const parts = [
    await pictureLines(columnsOf(pixelTitles, ofPixels), places, WIDTH),
    await pictureLines(columnsOf(answerTitles, ofAnswers), places, WIDTH),
    await pictureLines(columnsOf(gradientTitles, gradients), digits, WIDTH),
    await pictureLines(columnsOf(spectrumTitles, spectra), digits, WIDTH),
  ];
  tf.dispose([difference, ...ofPixels, ...ofAnswers, ...gradients, ...spectra]);
  g.dispose();
  h.dispose();
  return {
    title: 'The gradient in two factors: ∂y/∂x = ∂y/∂g · ∂g/∂x',
    lead: `g(x) are the three convolutions, whose derivative needs no differentiation: a pixel is a plane wave in the
      Fourier domain, and ∂g/∂x is that wave times the transfer function. First: single pixels, and their answers of
      fused kernel ${kernel}. |F{∂x/∂x}| is 1 everywhere and not shown: over all pixels and frequencies it differs from 1 by
      at most ${fromOne.toExponential(1)}. The exact answer ∂g/∂x is cut off at the borders; the product of wave and transfer function
      is that of an image that wraps around. Then: ∂y/∂g of the kernel that the decision depends on most, and the
      whole gradient of the logit, in closed form and by automatic differentiation, which differ by at most
      ${largest.toExponential(1)} of the largest value. Every picture is on its own scale.`,
    body: signedKey + magnitudeKey + parts.join('<hr>'),
  };
}

const frequencies = frequencyAxes(side);

/** The fused kernel with the largest weights. */
async function strongestKernel(g: tfl.LayersModel): Promise<number> {
  const index = tf.tidy(() => {
    const answers = convolutionJacobian(g, { pixels: [[side / 2, side / 2, 0]] });
    return tf.argMax(tf.sum(tf.square(answers), [0, 1, 2]));
  });
  const [kernel] = (await index.data()) as unknown as [number];
  index.dispose();
  return kernel;
}

/** The most by which |F{∂x/∂x}| differs from 1, over all pixels and frequencies. */
function magnitudeFromOne(): tf.Scalar {
  const { real, imag } = pixelBasisSpectrum([side, side]);
  const magnitude = tf.sqrt(tf.add(tf.square(real), tf.square(imag)));
  return tf.max(tf.abs(tf.sub(magnitude, 1)));
}

const pixelTitles = ['∂x/∂x', 'Re F{∂x/∂x}'];
const answerTitles = ['∂g/∂x', 'Re F{∂g/∂x}', '|F{∂g/∂x}|, log'];

function pixelImages(g: tfl.LayersModel, kernel: number) {
  const chosen = tf.tensor1d(
    pixels.map(([row, column]) => row * side + column),
    'int32',
  );
  const some = (x: tf.Tensor) => tf.gather(x, chosen);
  const { real: wave } = pixelBasisSpectrum([side, side]);
  const asked = { pixels: pixels.map(([row, column]) => [row, column, 0]) };
  const ofKernel = (x: tf.Tensor) => tf.slice(x, [0, 0, 0, kernel], [-1, -1, -1, 1]);
  const { real, imag } = convolutionJacobianSpectrum(g, asked);
  return {
    ofPixels: [maps(some(pixelBasis([side, side]))), realMap(some(wave))],
    ofAnswers: [
      maps(ofKernel(convolutionJacobian(g, asked))),
      ...spectrumMaps({ real: ofKernel(real), imag: ofKernel(imag) }),
    ],
  };
}

/** Real part and absolute value, zero frequency in the middle. */
function spectrumMaps({ real, imag }: ComplexTensor): tf.Tensor4D[] {
  const plane = (part: tf.Tensor) => (part.rank === 4 ? tf.squeeze<tf.Tensor3D>(part, [3]) : part);
  const spectrum = { real: plane(real), imag: plane(imag) };
  return [realMap(spectrum.real), spectrumImage(spectrum) as tf.Tensor4D];
}

const realMap = (real: tf.Tensor) => maps(fftshift(real, [1, 2]));

const gradientTitles = [
  ...['x', '∂y/∂g, one kernel', '∂y/∂x, closed form', '∂y/∂x, automatic', 'their difference'],
];
const spectrumTitles = ['Re F{∂y/∂x}', '|F{∂y/∂x}|, log', 'Taylor relevance'];

function digitImages(model: tfl.LayersModel, x: tf.Tensor4D) {
  const { headGradient, inputGradient: closed, inputGradientSpectrum } = chainRule(model, x);
  const automatic = inputGradient(model, x);
  const error = tf.sub(closed, automatic);
  const difference = tf.div(tf.max(tf.abs(error)), tf.max(tf.abs(automatic)));
  const gradients = [
    maps(x, { symmetric: false, colors: grayColors }),
    ...[strongestChannel(headGradient), closed, automatic, error].map((part) => maps(part)),
  ];
  const spectra = [
    ...spectrumMaps(inputGradientSpectrum),
    maps(taylorDecomposition(model, x, { rootPoint: gaussianRoot(2) })),
  ];
  return { gradients, spectra, difference };
}

function columnsOf(titles: readonly string[], images: readonly tf.Tensor4D[]): Column[] {
  return titles.map((title, i) => {
    const { x, y } = title.includes('F{') ? frequencies : space;
    return { title, images: images[i] as tf.Tensor4D, x, y: { ...y, title: '' } };
  });
}

/** Of features [batch, rows, columns, kernels], the kernel that is largest over the batch. */
function strongestChannel(features: tf.Tensor): tf.Tensor {
  const channel = tf.argMax(tf.sum(tf.square(features), [0, 1, 2]));
  return tf.gather(features, tf.reshape(channel, [1]), 3);
}

const maps = (x: tf.Tensor, options?: Parameters<typeof heatmap>[1]): tf.Tensor4D =>
  heatmap((x.rank === 4 ? x : tf.expandDims(x, 3)) as tf.Tensor4D, options);
