import * as tf from '@tensorflow/tfjs-core';
import { overlayHeatmap } from 'fourier-xai';
import { relevanceKey } from '../shared/colourKey';
import { inSquares, squareOf } from '../shared/inSquares';
import { type Chapter, row } from '../shared/page';
import { picture } from '../shared/picture';
import type { Measurements } from './measure';
import { oneLine } from './methods';
import { shownImages } from './shownImages';
import type { Subject } from './subject';

/** Of a picture, in pixels of the screen. */
const WIDTH = 224;

/** Below 1, so that small relevance is seen beside large. */
const GAMMA = 0.5;

/** Every map over its image, large. */
export async function overlayChapter(
  { images, shown }: Subject,
  { methods }: Measurements,
): Promise<Chapter> {
  const side = squareOf(images.shape);
  const parts: string[] = [];
  for (const { index, name } of shown) {
    const of = (all: tf.Tensor4D) => tf.slice(all, [index, 0, 0, 0], [1, -1, -1, -1]);
    const figures = [await figure('input', () => shownImages(of(images)))];
    for (const { name: title, maps } of methods) {
      figures.push(
        await figure(title, () =>
          overlayHeatmap(of(images), inSquares(of(maps)), { gamma: GAMMA }),
        ),
      );
    }
    parts.push(`<h3>${name}</h3>${row(...figures)}`);
  }
  return {
    title: 'Laid over the image',
    lead: `The same maps over the gray image: the colour covers it the more, the larger the relevance is${
      side > 1
        ? `, here the mean of
      ${side} x ${side} pixels`
        : ''
    }.`,
    body: relevanceKey + parts.join(''),
  };
}

async function figure(title: string, make: () => tf.Tensor4D) {
  const rgb = tf.tidy(() => tf.squeeze<tf.Tensor3D>(make(), [0]));
  const svg = await picture(rgb, { width: WIDTH, description: oneLine(title) });
  rgb.dispose();
  return { svg, caption: title };
}
