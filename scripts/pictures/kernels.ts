import * as tf from '@tensorflow/tfjs-core';
import {
  fft2,
  fuseKernels,
  heatmap,
  type KernelSelection,
  kernelActivations,
  selectKernels,
  spectrumImage,
  splitModel,
} from 'fourier-xai';
import { classNames } from '../../support/digits';
import { type Cell, grey, grid } from './grid';
import type { Picture } from './picture';
import { drawing, words } from './svg';
import { type TrainedDigits, trainedDigits } from './trainedDigits';

/** Which kernels the digits need, and what those do that most of them need. */
export const kernels: readonly Picture[] = [
  { name: 'kernel-histogram.svg', make: async () => histogram((await selected()).selection) },
  { name: 'kernel-activations.svg', make: async () => activations(await selected()) },
];

interface Selected extends TrainedDigits {
  readonly selection: KernelSelection;
}

let found: Promise<Selected> | undefined;

function selected(): Promise<Selected> {
  found ??= trainedDigits().then(async (trained) => {
    const selection = await selectKernels(trained.model, trained.more.images);
    return { ...trained, selection };
  });
  return found;
}

const WIDTH = 480;
const [LEFT, TOP, HEIGHT] = [44, 40, 150];
/** Of the two classes: blue and orange, which most eyes can tell apart. */
const colours = ['#2f7fc1', '#e08214'];

function histogram({ histogramByClass, images }: KernelSelection): string {
  const bars = (histogramByClass[0] as readonly number[]).length;
  const step = (WIDTH - LEFT - 12) / bars;
  const scale = HEIGHT / images.length;
  const counts = (kernel: number) => histogramByClass.map((of) => of[kernel] as number);
  const drawn = Array.from({ length: bars }, (_, kernel) => {
    let y = TOP + HEIGHT;
    const x = LEFT + kernel * step;
    const parts = counts(kernel).map((count, i) => {
      y -= count * scale;
      return `<rect x="${(x + 1).toFixed(1)}" y="${y.toFixed(1)}" width="${(step - 2).toFixed(1)}" height="${(count * scale).toFixed(1)}" fill="${colours[i]}"/>`;
    });
    const label =
      kernel % 8 === 0 ? words(x + step / 2, TOP + HEIGHT + 18, `${kernel}`, 'label') : '';
    return parts.join('') + label;
  });
  const lines = [0, 0.5, 1].map((part) => {
    const y = TOP + HEIGHT * (1 - part);
    const text = words(LEFT - 6, y + 4, `${Math.round(part * images.length)}`, 'label right');
    return `<path class="rule" d="M${LEFT} ${y} H${WIDTH - 12}"/>${text}`;
  });
  const legend = classNames.map((name, i) => {
    const x = LEFT + 160 * i;
    const box = `<rect x="${x}" y="14" width="12" height="12" fill="${colours[i]}"/>`;
    return box + words(x + 18, 25, `images called ${name}`, 'label left');
  });
  const below = words((WIDTH + LEFT) / 2, TOP + HEIGHT + 38, 'kernel', 'label');
  return drawing([WIDTH, TOP + HEIGHT + 50], 'How many images need each kernel', [
    ...lines,
    ...drawn,
    ...legend,
    below,
  ]);
}

async function activations({ model, digits, selection }: Selected): Promise<string> {
  const { histogram: counts } = selection;
  const byNeed = [...counts.keys()].sort((a, b) => (counts[b] as number) - (counts[a] as number));
  const fused = fuseKernels(splitModel(model).g.getWeights() as tf.Tensor4D[]);
  const pair = tf.gather(digits.images, [0, digits.labels.length - 1]) as tf.Tensor4D;
  const [one, seven] = tf.split(pair, 2) as [tf.Tensor4D, tf.Tensor4D];
  const cells: Cell[] = byNeed.slice(0, 3).flatMap((kernel, i) => {
    const weights = tf.squeeze(tf.slice(fused, [0, 0, 0, kernel], [-1, -1, 1, 1])) as tf.Tensor2D;
    const padded = tf.pad(weights, [
      [0, 21],
      [0, 21],
    ]) as tf.Tensor2D;
    const of = (x: tf.Tensor) =>
      tf.squeeze(heatmap(kernelActivations(model, x, [kernel]) as tf.Tensor4D), [0]);
    const letter = 'ABC'[i] as string;
    return [
      { title: `kernel ${letter}: ${kernel}`, image: heatmap(weights) },
      { title: 'spectrum', image: spectrumImage(fft2(padded)) },
      { title: 'of a 1', image: of(one) },
      { title: 'of a 7', image: of(seven) },
    ];
  });
  const inputs = [
    { title: 'a 1', image: grey(one) },
    { title: 'a 7', image: grey(seven) },
  ];
  return grid('The kernels that most images need', [...cells, ...inputs], {
    columns: 4,
    side: 110,
  });
}
