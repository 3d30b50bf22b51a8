import * as tf from '@tensorflow/tfjs-core';
import type { InputGraph } from './inputImages';
import { takesBytes } from './takesBytes';

/** Above what numbers of order 1 reach, and below what a picture in bytes does. */
const [LARGE, SMALL] = [100, 1];

/**
 * What looks wrong about the values of a tensor, for a model of images: only said, never changed, since there are models that
 * were trained so.
 */
export async function rangeNote(graph: InputGraph, image: tf.Tensor): Promise<string | undefined> {
  const isScaler = await takesBytes(graph);
  const most = tf.max(image);
  const [largest = 0] = await most.data().finally(() => most.dispose());
  if (isScaler && largest <= SMALL)
    return `The model begins by scaling bytes, but no value of image is above ${SMALL}: perhaps it has been scaled before.`;
  if (!isScaler && largest > LARGE)
    return `Values of image go up to ${largest}, and the model does not begin by scaling them: perhaps it was trained on a smaller range.`;
  return undefined;
}
