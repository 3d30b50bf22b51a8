import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  divergingColors,
  fuseKernels,
  grayColors,
  heatmap,
  type KernelSelection,
  kernelActivations,
} from 'fourier-xai';
import { classNames, type Digits, firstOfEach } from '../../support/digits';
import { side, space } from '../mnist/axes';
import { colourKey, magnitudeKey, weightKey } from '../shared/colourKey';
import { bothDomains } from '../shared/kernelPictures';
import { convolutionKernels } from '../shared/measures';
import { mostRequired } from '../shared/mostRequired';
import { type Chapter, page, row } from '../shared/page';
import { svg } from '../shared/picture';
import { type Column, pictureLines } from '../shared/pictureLines';
import type { Accuracy } from './accuracies';

/** The most required kernels that are shown, and those whose answers are. */
const [KERNELS, ANSWERS] = [8, 4];

export interface Findings {
  readonly model: LayersModel;
  readonly test: Digits;
  readonly selection: KernelSelection;
  readonly accuracies: readonly Accuracy[];
  readonly tolerance: number;
  readonly seconds: number;
}

/** What was found, as one HTML page. */
export async function report(findings: Findings): Promise<string> {
  const { selection, seconds } = findings;
  const looked = selection.images.length;
  const given = selection.given.toLocaleString('en');
  const images =
    looked === selection.given ? given : `${looked.toLocaleString('en')}, drawn from ${given},`;
  const ms = ((1000 * seconds) / looked).toFixed(2);
  return page(
    'Which kernels are needed to tell a 1 from a 7',
    `The network of the MNIST example, its three convolutions fused into one set of ${selection.histogram.length} kernels. For each
    of ${images} training images the kernels were removed in turn, ranked by the harm, and put back from the most harmful until the
    logits were near enough: in ${seconds.toFixed(1)} s, ${ms} ms an image.`,
    [
      await histogramChapter(findings),
      await kernelChapter(findings),
      await answerChapter(findings),
      await accuracyChapter(findings),
    ],
  );
}

async function histogramChapter({ selection, tolerance }: Findings): Promise<Chapter> {
  const { histogramByClass, selected } = selection;
  const values = histogramByClass.flatMap((counts, label) =>
    counts.map((images, kernel) => ({ kernel, images, predicted: classNames[label] })),
  );
  const mean = selected.reduce((sum, { length }) => sum + length, 0) / selected.length;
  return {
    title: 'How many images need a kernel',
    lead: `A kernel is needed where it stands in the shortest list whose logits are within ${100 * tolerance} % of the network's (mean
      absolute error, of the mean |logit|). An image needs ${mean.toFixed(1)} kernels on average.`,
    body: row(
      await svg({
        width: 760,
        height: 220,
        data: { values },
        mark: 'bar',
        encoding: {
          x: {
            field: 'kernel',
            type: 'ordinal',
            title: 'kernel',
            axis: { labelAngle: 0, labelOverlap: true },
          },
          y: {
            field: 'images',
            type: 'quantitative',
            aggregate: 'sum',
            title: 'images that need it',
          },
          color: {
            field: 'predicted',
            type: 'nominal',
            title: 'predicted',
            legend: { orient: 'top' },
          },
        },
      }),
    ),
  };
}

async function kernelChapter({ model, selection }: Findings): Promise<Chapter> {
  const chosen = mostRequired(selection.histogram).slice(0, KERNELS);
  const kernels = tf.tidy(() =>
    tf.gather(fuseKernels(convolutionKernels(model)), tf.tensor1d(chosen, 'int32'), 3),
  );
  const body = await bothDomains(`Kernels ${chosen.join(', ')}, from the left`, kernels, side);
  kernels.dispose();
  return {
    title: 'The most required kernels in both domains',
    lead: `First in each pair: weights. Second: log magnitude of their spectra, zero frequency in the middle.`,
    body: weightKey + magnitudeKey + body,
  };
}

async function answerChapter({ model, test, selection }: Findings): Promise<Chapter> {
  const chosen = mostRequired(selection.histogram).slice(0, ANSWERS);
  const { images, labels } = firstOfEach(test, 2);
  const pictures = tf.tidy(() => {
    const answers = kernelActivations(model, images, chosen);
    const maps = tf.split(answers, chosen.length, 3) as tf.Tensor4D[];
    const input = heatmap(images, { symmetric: false, colors: grayColors });
    return [input, ...maps.map((map) => heatmap(map))];
  });
  const untitled = { ...space, y: { ...space.y, title: '' } };
  const columns = pictures.map(
    (picture, i): Column => ({
      title: i === 0 ? 'input' : `kernel ${chosen[i - 1]}`,
      images: picture,
      ...(i === 0 ? space : untitled),
    }),
  );
  const names = Array.from(labels, (label) => `a ${classNames[label]}`);
  const body = await pictureLines(columns, names, 105);
  tf.dispose([images, pictures]);
  return {
    title: 'What they answer to 1s and 7s',
    lead: 'Channels of g(x), each picture on its own scale.',
    body: colourKey(divergingColors, ['its negative fits', '0', 'the kernel fits']) + body,
  };
}

/** For how many kernels the most required ones are better than as many at random. */
export function comparison(accuracies: readonly Accuracy[]): string {
  const mean = (kept: number, of: string) => {
    const some = accuracies.filter((one) => one.kept === kept && one.of === of);
    return some.reduce((sum, { accuracy }) => sum + accuracy, 0) / some.length;
  };
  // all kernels are the same ones in any order
  const counts = [...new Set(accuracies.map(({ kept }) => kept))].slice(0, -1);
  const better = counts.filter((kept) => mean(kept, 'most required') > mean(kept, 'at random'));
  return `The most required ones have the higher accuracy for ${better.length} of the ${counts.length} numbers of kernels below all of them.`;
}

async function accuracyChapter({ accuracies, selection }: Findings): Promise<Chapter> {
  const encoding = {
    x: {
      field: 'kept',
      type: 'quantitative',
      title: `kernels kept, of ${selection.histogram.length}`,
      scale: { type: 'log', base: 2 },
    },
    y: {
      field: 'accuracy',
      type: 'quantitative',
      title: 'accuracy (share of test images)',
      scale: { zero: false },
    },
    color: {
      field: 'of',
      type: 'nominal',
      title: null,
      legend: { orient: 'top', symbolOpacity: 1 },
    },
  };
  return {
    title: 'The network with fewer kernels',
    lead: `All other channels of g(x) are zero. The kernels that most images need, beside as many kernels drawn at random: the mean of
      three orders, and their range. ${comparison(accuracies)}`,
    body: row(
      await svg({
        width: 480,
        height: 260,
        data: { values: [...accuracies] },
        encoding,
        layer: [
          { mark: { type: 'errorband', extent: 'extent' } },
          {
            mark: { type: 'line', point: true },
            encoding: { y: { ...encoding.y, aggregate: 'mean' } },
          },
        ],
      }),
    ),
  };
}
