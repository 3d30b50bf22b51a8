import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {
  type ComplexTensor,
  fft2,
  fuseKernels,
  grayColors,
  heatmap,
  ifft2,
  sequentialColors,
  spectrumImage,
} from 'fourier-xai';
import { classNames, type Digits } from '../../support/digits';
import { frequencyAxes } from '../shared/axes';
import { colourKey, magnitudeKey, signedKey, weightKey } from '../shared/colourKey';
import { edgeProfile } from '../shared/edgeProfile';
import { bothDomains } from '../shared/kernelPictures';
import { convolutionKernels } from '../shared/measures';
import { type Chapter, type Figure, page, row, table } from '../shared/page';
import { type Axis, type PictureOptions, picture, svg } from '../shared/picture';
import { isRounding } from '../shared/rounding';
import type { History } from '../shared/training';
import { trainingCourse, trainingCurves, trainingSummary } from '../shared/trainingCurves';
import { type Analysis, compared } from './analysis';
import { side, space } from './axes';
import { derivativeChapter } from './derivativeChapter';
import { relevanceChapter } from './relevanceChapter';

/** The whole report as one HTML page. */
export async function report(
  model: tfl.LayersModel,
  history: History,
  analysis: Analysis,
  test: Digits,
): Promise<string> {
  const kernels = convolutionKernels(model);
  const chapters = [
    numbers(analysis),
    await training(history),
    await kernelChapter(kernels),
    await convolutionTheorem(kernels, test),
    await borderChapter(analysis),
    await derivativeChapter(model, test),
    await relevanceChapter(model, test),
  ];
  return page(
    'A CNN on handwritten 1s and 7s, seen in the Fourier domain',
    `Three convolution layers without activations are one linear map. Here they are fused into one set of
    ${analysis.kernels.after} kernels, checked against the network they come from, and used to explain its decisions.`,
    chapters,
  );
}

function numbers({ parameters, kernels, networks, confusion, accuracy }: Analysis): Chapter {
  const percent = (100 * accuracy).toFixed(2);
  const largest = Math.max(...networks.map(({ predictionDifference }) => predictionDifference));
  return {
    title: 'In numbers',
    lead: `Fusing takes the convolutions from ${kernels.before} kernels to ${kernels.after} and the network from
      ${parameters.before.toLocaleString('en')} parameters to ${parameters.after.toLocaleString('en')}. On ${compared} test
      images the three Fourier networks give the model's probabilities to within ${largest.toExponential(1)}.
      ${percent} % of all test images are classified correctly.`,
    body:
      table(
        [
          'network',
          'largest difference of a probability (0 to 1)',
          'largest difference of g(x) (of its largest value)',
          'time (ms per image, in a batch of 16)',
        ],
        networks.map(
          ({ name, predictionDifference, featureDifference, millisecondsPerImage }, i) => [
            name,
            i === 0 ? 'reference' : predictionDifference.toExponential(1),
            i === 0 ? 'reference' : featureDifference.toExponential(1),
            millisecondsPerImage.toFixed(2),
          ],
        ),
      ) +
      table(
        ['', ...classNames.map((name) => `predicted ${name} (images)`)],
        confusion.map((counts, i) => [`actual ${classNames[i]}`, ...counts.map(String)]),
      ),
  };
}

async function training(history: History): Promise<Chapter> {
  return {
    title: 'Training',
    lead: `${trainingSummary(history)} ${trainingCourse(history)}`,
    body: await trainingCurves(history),
  };
}

async function kernelChapter(kernels: tf.Tensor4D[]): Promise<Chapter> {
  const rows: string[] = [];
  for (const [i, kernel] of kernels.entries()) {
    rows.push(await pictures(`Layer ${i + 1}: ${shown(kernel)}`, kernel));
  }
  const fused = fuseKernels(kernels);
  rows.push(await pictures(`All three layers fused: ${shown(fused)}`, fused));
  tf.dispose(fused);
  return {
    title: 'Kernels in both domains',
    lead: `First in each pair: weights, on one scale for each picture. Second: log magnitude of their spectra, zero frequency in the middle of
      each tile, each tile on its own scale. The more weights a side a kernel has, the finer its spectrum can be.`,
    body: weightKey + magnitudeKey + rows.join(''),
  };
}

async function pictures(title: string, kernel: tf.Tensor4D): Promise<string> {
  const part = excerpt(kernel);
  const both = await bothDomains(title, part, side, kernelAxes(part));
  part.dispose();
  return both;
}

/** What names eight kernels in a row: their inputs and outputs, or, where there is one input, numbers. */
function kernelAxes({ shape: [, , inputs, outputs] }: tf.Tensor4D): Partial<PictureOptions> {
  const [rows, step] = inputs === 1 ? [Math.ceil(outputs / 8), 8] : [inputs, 1];
  const title = inputs === 1 ? 'kernel number: row + column' : 'row: input, column: output';
  return {
    width: 264, // with the numbers, what a phone has
    x: { title, range: [-0.5, 7.5], ticks: [...Array(8).keys()] },
    y: {
      title: '',
      range: [-step / 2, (rows - 0.5) * step],
      ticks: [...Array(rows).keys()].map((row) => row * step),
    },
  };
}

/** At most 8 inputs and 8 outputs of a kernel are shown, or all outputs where there is one input. */
function excerpt(kernel: tf.Tensor4D): tf.Tensor4D {
  const [rows, columns, inputs, outputs] = kernel.shape;
  return tf.slice(kernel, 0, [
    rows,
    columns,
    Math.min(inputs, 8),
    inputs === 1 ? outputs : Math.min(outputs, 8),
  ]);
}

function shown(kernel: tf.Tensor4D): string {
  const [rows, columns, inputs, outputs] = kernel.shape;
  const part = tf.tidy(() => excerpt(kernel).shape);
  const count = part[2] * part[3];
  const all = inputs * outputs;
  return `${all} kernels of ${rows}x${columns}${count < all ? `, of which ${count} are shown` : ''}`;
}

/** g(x) = x * K for one image and one kernel, in both domains. */
async function convolutionTheorem(kernels: tf.Tensor4D[], test: Digits): Promise<Chapter> {
  const seven = test.labels.indexOf(1);
  const bins = 64;
  const shape: [number, number] = [bins, bins];
  const pictures = tf.tidy(() => {
    const x = tf.slice(test.images, [seven, 0, 0, 0], [1, side, side, 1]) as tf.Tensor4D;
    const fused = fuseKernels(kernels);
    const kernel = tf.slice(fused, [0, 0, 0, 0], [
      ...fused.shape.slice(0, 3),
      1,
    ] as typeof fused.shape);
    const plane = (image: tf.Tensor) => tf.squeeze<tf.Tensor2D>(image);
    const radius = (kernel.shape[0] - 1) / 2;
    const framed = tf.pad(plane(x), [
      [radius, radius],
      [radius, radius],
    ]);
    const [fx, fk] = [fft2(framed, { shape }), fft2(plane(kernel), { shape })];
    const product = timesConjugate(fx, fk);
    return {
      x: heatmap(plane(x), { symmetric: false, colors: grayColors }),
      k: heatmap(plane(kernel)),
      y: heatmap(tf.slice(ifft2(product).real as tf.Tensor2D, 0, [side, side])),
      fx: spectrumImage(fx) as tf.Tensor3D,
      fk: spectrumImage(fk) as tf.Tensor3D,
      product: spectrumImage(product) as tf.Tensor3D,
    };
  });
  const taps: Axis = { title: 'column (pixels)', range: [-3.5, 3.5], ticks: [-3, 0, 3] };
  const { x: pixels, y: lines } = space;
  const figure = async (title: string, rgb: tf.Tensor3D, x: Axis, y: Axis): Promise<Figure> => ({
    title,
    svg: await picture(rgb, { width: 180, description: title, x, y }),
  });
  const spectrum = (title: string, rgb: tf.Tensor3D) => {
    const { x, y } = frequencyAxes(bins);
    return figure(title, rgb, x, y);
  };
  const body =
    row(
      await figure('input x', pictures.x, pixels, lines),
      await figure('fused kernel K', pictures.k, taps, { ...taps, title: 'row (pixels)' }),
      await figure('output, F⁻¹ of the product', pictures.y, pixels, lines),
    ) +
    row(
      await spectrum('F{x}', pictures.fx),
      await spectrum('F{K}*', pictures.fk),
      await spectrum('F{x} · F{K}*', pictures.product),
    ) +
    signedKey +
    magnitudeKey;
  tf.dispose(pictures);
  return {
    title: 'The convolution theorem on one digit',
    lead: `A convolution of images is a product of spectra (log magnitudes, lower row): where F{K} is dark, the frequencies of
      x are taken away. The output, here of one of the fused kernels, is the product transformed back. (The * is the complex
      conjugate: what CNNs call a convolution is a correlation.)`,
    body,
  };
}

function timesConjugate(a: ComplexTensor, b: ComplexTensor): ComplexTensor {
  return {
    real: tf.add(tf.mul(a.real, b.real), tf.mul(a.imag, b.imag)),
    imag: tf.sub(tf.mul(a.imag, b.real), tf.mul(a.real, b.imag)),
  };
}

async function borderChapter({ border }: Analysis): Promise<Chapter> {
  const relative = (value: number) => `${((100 * value) / border.largestFeature).toPrecision(2)} %`;
  const worst = tf.tidy(() => tf.max(border.map, [0, 3]) as tf.Tensor2D);
  const rgb = heatmap(worst, { symmetric: false, colors: sequentialColors });
  const profile = (await edgeProfile(worst)).map((value, distance) => ({
    distance,
    error: (100 * value) / border.largestFeature,
  }));
  const plot = await svg({
    width: 320,
    height: 200,
    data: { values: profile },
    mark: 'bar',
    encoding: {
      x: {
        field: 'distance',
        type: 'ordinal',
        title: 'distance from the nearest edge (pixels)',
        axis: { labelAngle: 0 },
      },
      y: {
        field: 'error',
        type: 'quantitative',
        title: 'largest error (% of largest g(x))',
      },
    },
  });
  const map = await picture(rgb, {
    width: 240,
    description: 'largest error of any kernel',
    ...space,
  });
  tf.dispose([worst, rgb]);
  const key = colourKey(sequentialColors, [
    'no error',
    `${relative(border.max)} of the largest g(x)`,
  ]);
  return {
    title: 'What padding only once costs',
    lead: `Layers set their padding to zero one after the other; a network that pads once does not, and is wrong near the edges:
      here by up to ${relative(border.max)} of the largest value within ${border.bandWidth} pixels, and by
      ${relative(border.interiorMax)} further inside${isRounding(border.interiorMax / border.largestFeature) ? ', which is rounding' : ''}. The
      networks above have no such error: the table says what is left of it.`,
    body: row({ svg: map, title: 'largest error of any kernel' }, plot) + key,
  };
}
