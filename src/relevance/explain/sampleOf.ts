import * as tf from '@tensorflow/tfjs-core';
import type { Differentiable } from '../../gradients/differentiable';
import { check, checkKind, checkTensor } from '../../internal/check';
import { checkNotEmpty } from '../../internal/checkNotEmpty';
import { isTensor, type Kind } from '../../internal/kinds';
import { type Shape, singleInput } from '../../model/graph';
import { isGraphModel } from '../../model/layer';
import { checkImages } from '../batches/checkImages';
import { type InputGraph, inputImages } from './inputImages';
import { fittedPixels, type Pixels } from './pixels';
import { rangeNote } from './rangeNote';
import { takesBytes } from './takesBytes';

/** What black and white are to a model. */
export type PixelRange = readonly [black: number, white: number];

/** What is explained. */
export interface Sample {
  /** As the model takes it: a batch of one, which whoever asked for it disposes. */
  readonly x: tf.Tensor;
  /** The shape of the map. */
  readonly shape: number[];
  /** The shape of its picture's values: images where the model sees some. */
  readonly seenAs: number[];
  /** How pixels became numbers, unless the caller said it; what looks wrong about the values of a tensor. */
  readonly notes: readonly string[];
}

const imageKind: Kind = {
  holds: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  described: 'a tensor, { data, width, height } or what tf.browser.fromPixels takes',
};

/** A tensor as it is, or pixels as the model takes them. */
export async function sampleOf(
  model: Differentiable,
  image: tf.Tensor | Pixels,
  range: PixelRange | undefined,
): Promise<Sample> {
  checkKind('image', image, imageKind);
  const graph = graphBehind(model);
  const taken = graph ? graph.input.shape : shapeTakenBy(model);
  const images = graph ? inputImages(graph) : imagesIn(taken);
  if (!isTensor(image)) return pixelSample(image, { graph, taken, images }, range);
  check(
    range === undefined,
    'range says what black and white of pixels become, but image is a tensor, which is taken as it is',
  );
  return tensorSample(image, { graph, taken, images });
}

/** What is known of a model's inputs. */
interface Taken {
  /** Of models of layers. */
  readonly graph: InputGraph | undefined;
  /** The batch's shape; undefined of functions. */
  readonly taken: Shape | undefined;
  /** [rows, columns, channels], where these are images. */
  readonly images: Shape | undefined;
}

function graphBehind(model: Differentiable): InputGraph | undefined {
  if (typeof model === 'function' || isGraphModel(model)) return undefined;
  checkImages(model);
  const { length } = model.inputs;
  check(
    length === 1,
    `model must have one input, but it has ${length}: a function of one has one, such as (x) => model.apply([x, other])`,
  );
  return singleInput(model);
}

/** The input's shape where a tf.GraphModel says it, -1 being any size. */
function shapeTakenBy(model: Differentiable): Shape | undefined {
  if (!isGraphModel(model)) return undefined;
  const shape = model.inputs[0]?.shape;
  return shape?.map((size) => (size < 0 ? null : size));
}

const imagesIn = (taken: Shape | undefined): Shape | undefined =>
  taken?.length === 4 ? taken.slice(1) : undefined;

/** With or without the axis of a batch; of functions, which say nothing of their inputs, with it. */
async function tensorSample(image: tf.Tensor, { graph, taken, images }: Taken): Promise<Sample> {
  const rank = taken?.length;
  checkTensor('image', image, rank === undefined ? [] : [rank - 1, rank]);
  checkNotEmpty('image', image);
  const isWithout = image.rank + 1 === rank;
  const sample = isWithout ? image.shape : image.shape.slice(1);
  const [first] = image.shape;
  check(
    isWithout || first === 1,
    `image must be one sample, [1, …], but its shape is [${image.shape}]: lrp and the other methods explain batches, inBatches large ones in parts`,
  );
  const fits =
    taken === undefined || taken.slice(1).every((size, i) => (size ?? sample[i]) === sample[i]);
  check(
    fits,
    `the model takes [${taken?.map((size) => size ?? 'any').join(', ')}], but image is [${image.shape}]`,
  );
  const x = isWithout ? tf.expandDims(image) : tf.clone(image);
  const note = graph && images ? await rangeNote(graph, x) : undefined;
  const notes = note === undefined ? [] : [note];
  return { x, shape: image.shape, seenAs: knownSizes(images) ?? sample, notes };
}

async function pixelSample(
  pixels: Pixels,
  { graph, taken, images }: Taken,
  range: PixelRange | undefined,
): Promise<Sample> {
  const [rows = null, columns = null, channels = 3] = images ?? [];
  check(
    (images !== undefined || taken === undefined) && (channels === 1 || channels === 3),
    `pixels need a model of images, [batch, rows, columns, 1 or 3], but it takes [${taken?.map((size) => size ?? 'any').join(', ')}]: give it a tensor`,
  );
  // at once: the next frame of a camera may be there after a wait
  const { values, from } = fittedPixels(pixels, [rows, columns, channels as 1 | 3]);
  try {
    const isScaler = range === undefined && graph !== undefined && (await takesBytes(graph));
    const [black, white] = range ?? [0, isScaler ? 255 : 1];
    return tf.tidy(() => {
      const scaled = tf.add(tf.mul(values, (white - black) / 255), black);
      const shape = knownSizes(taken?.slice(1)) ?? scaled.shape;
      const noticed = isScaler ? asBytes : asFractions;
      const notes = [squeezed(from, scaled.shape), range === undefined ? noticed : undefined];
      const x = tf.reshape(scaled, [1, ...shape]);
      return { x, shape, seenAs: scaled.shape, notes: notes.filter((note) => note !== undefined) };
    });
  } finally {
    values.dispose();
  }
}

/** Whether the proportions are others now, by more than rounding to whole pixels. */
function squeezed([height, width]: readonly number[], [rows = 0, columns = 0]: readonly number[]) {
  const share = ((width as number) / (height as number)) * (rows / columns);
  return Math.abs(share - 1) > 1 / Math.min(rows, columns)
    ? `The picture of ${width} x ${height} pixels was squeezed to ${columns} x ${rows}: crop it before, to keep its proportions.`
    : undefined;
}

const asBytes = 'Pixels range from 0 to 255, since the model begins by scaling them.';
const asFractions =
  'Pixels range from 0 to 1, since the model says nothing of its range: the option range says another, such as [-1, 1].';

const knownSizes = (shape: Shape | undefined): number[] | undefined =>
  shape?.every((size) => size !== null) ? (shape as number[]) : undefined;
