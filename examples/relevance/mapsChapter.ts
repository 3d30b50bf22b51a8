import * as tf from '@tensorflow/tfjs-core';
import { heatmap, overlayHeatmap } from 'fourier-xai';
import { inSquares } from '../shared/inSquares';
import { type Chapter, escaped } from '../shared/page';
import { pictureLines } from '../shared/pictureLines';
import type { Measured, Measurements } from './measure';
import { integrated } from './methods';
import { shownImages } from './shownImages';
import type { Subject } from './subject';

/** Of a picture, in pixels of the screen. */
const WIDTH = 72;

/** Long names must leave the pictures their room. */
const NAME = 'width: 5.8rem; overflow-wrap: anywhere';

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
  return {
    title: 'All methods side by side',
    lead: `Red speaks for the class that is explained, blue against it; near-white says nothing. Every map is on its own scale,
      from its largest |value| in both directions, raised to the power of ${GAMMA}: hues can be compared between maps, not
      strengths. SmoothGrad is a gradient: red there means that brighter pixels would raise the logit. Grad-CAM has no finer
      detail than the last convolution. z⁺, the box rule and deep Taylor mostly give relevance of one sign, that of the logit.
      Deep Taylor first makes one layer of the linear layers at the input, whose maps are signed. Last, integrated gradients
      over the input.`,
    body: missing.length > 0 ? `${body}<p>Left out:</p><ul>${missing.join('')}</ul>` : body,
  };
}

/** The inputs, all maps, and one of them over the inputs. */
function picturesOf(
  { images }: Subject,
  methods: readonly Measured[],
  chosen: tf.Tensor1D,
): tf.Tensor4D[] {
  const some = (all: tf.Tensor4D) => tf.gather(all, chosen);
  const x = some(images);
  const laid = methods.find(({ name }) => name === integrated) ?? (methods[0] as Measured);
  return [
    shownImages(x),
    ...methods.map(({ maps }) => heatmap(inSquares(some(maps)), { gamma: GAMMA })),
    overlayHeatmap(x, inSquares(some(laid.maps)), { gamma: GAMMA }),
  ];
}
