import * as tf from '@tensorflow/tfjs-core';
import { grayColors, heatmap } from 'fourier-xai';
import type { LabelledImages } from '../../support/labelledImages';
import { grid } from '../shared/grid';
import { type Chapter, type Figure, row } from '../shared/page';
import { picture } from '../shared/picture';
import { framed } from './images';
import { classNames } from './records';
import { side, type Variant } from './variants';

/** The first test image of each class, as every network gets it. */
export async function imageChapter(
  variants: readonly Variant[],
  test: LabelledImages,
): Promise<Chapter> {
  const chosen = classNames.map((_, i) => test.labels.indexOf(i)).filter((at) => at >= 0);
  const names = chosen.map((at) => classNames[test.labels[at] as number]).join(', ');
  const images = tf.tidy(() =>
    tf.concat(chosen.map((at) => tf.slice(test.images, [at, 0, 0, 0], [1, side, side, 1]))),
  ) as tf.Tensor4D;
  const pictures: Figure[] = [];
  for (const { name, frame } of variants) {
    const rgb = tf.tidy(() => {
      const around = framed({ images, labels: test.labels }, frame).images;
      return grid(heatmap(around, { symmetric: false, colors: grayColors }), 5, 2);
    });
    const size = side + 2 * frame;
    const title = `${name}: ${size} x ${size} pixels each`;
    const svg = await picture(rgb, { width: 5 * 2 * size, description: title });
    pictures.push({ title, svg });
    rgb.dispose();
  }
  images.dispose();
  return {
    title: 'What the networks see',
    lead: `The first test image of each class, in gray as in the source document: ${names}. Around the images of the padded
      network there are ${variants.at(-1)?.frame} black pixels, which are zeros.`,
    body: row(...pictures),
  };
}
