import * as tf from '@tensorflow/tfjs-core';
import { heatmap, overlayHeatmap } from 'fourier-xai';
import { aboutTaylor } from '../shared/aboutTaylor';
import { relevanceKey } from '../shared/colourKey';
import { inSquares } from '../shared/inSquares';
import { type Chapter, escaped } from '../shared/page';
import { pictureLines } from '../shared/pictureLines';
import type { Measured, Measurements } from './measure';
import { integrated, oneLine } from './methods';
import { shownImages } from './shownImages';
import type { Subject } from './subject';

/** Of a picture, in pixels of the screen. */
const WIDTH = 64;

/** Long names must leave the pictures their room. */
const NAME = 'width: 6rem; font-size: .8rem; line-height: 1.3; overflow-wrap: anywhere';

/** Below 1, so that small relevance is seen beside large. */
const GAMMA = 0.6;

/** One row an image, one column a method. */
export async function mapsChapter(
  subject: Subject,
  { methods, leftOut }: Measurements,
): Promise<Chapter> {
  const chosen = tf.tensor1d(
    subject.shown.map(({ index }) => index),
    'int32',
  );
  const titles = ['input', ...methods.map(({ name }) => name), 'laid over'];
  const pictures = tf.tidy(() => picturesOf(subject, methods, chosen));
  const columns = titles.map((title, i) => ({ title, images: pictures[i] as tf.Tensor4D }));
  const names = subject.shown.map(({ answer }) => `<div style="${NAME}">${answer}</div>`);
  const body = await pictureLines(columns, names, WIDTH, 'tight');
  tf.dispose([chosen, pictures]);
  const missing = leftOut.map(({ name, reason }) => `<li>${name}: ${escaped(reason)}</li>`);
  const list = missing.length > 0 ? `<p>Left out:</p><ul>${missing.join('')}</ul>` : '';
  const hasTaylor = methods.some(({ family }) => family === 'Taylor');
  return {
    title: 'All methods side by side',
    lead: `Red speaks for the class that is explained, blue against it; near-white says nothing. Every map is on its own scale,
      from its largest |value| in both directions, raised to the power of ${GAMMA}: hues can be compared between maps, not
      strengths. SmoothGrad is a gradient: red there means that brighter pixels would raise the logit. Grad-CAM has no finer
      detail than the last convolution. ${hasTaylor ? aboutTaylor : ''} Deep Taylor first makes one layer of the linear layers at the
      input where its rules do not allow several. Last, ${oneLine(laidOver(methods).name)} over the input.`,
    body: relevanceKey + body + list,
  };
}

const laidOver = (methods: readonly Measured[]): Measured =>
  methods.find(({ name }) => name === integrated) ?? (methods[0] as Measured);

/** The inputs, all maps, and one of them over the inputs. */
function picturesOf(
  { images }: Subject,
  methods: readonly Measured[],
  chosen: tf.Tensor1D,
): tf.Tensor4D[] {
  const some = (all: tf.Tensor4D) => tf.gather(all, chosen);
  const x = some(images);
  const laid = laidOver(methods);
  return [
    shownImages(x),
    ...methods.map(({ maps }) => heatmap(inSquares(some(maps)), { gamma: GAMMA })),
    overlayHeatmap(x, inSquares(some(laid.maps)), { gamma: GAMMA }),
  ];
}
