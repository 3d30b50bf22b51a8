import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { accumulatedError } from 'fourier-xai';
import { firstImages, type LabelledImages } from '../../support/labelledImages';
import { edgeProfile } from '../shared/edgeProfile';
import { convolutionKernels, featuresOf, scalar } from '../shared/measures';
import { framed } from './images';
import { side, type Variant } from './variants';

/** What padding only once costs: errors of g(x) in parts of its largest value. */
export interface Border {
  /** Images on which it was measured. */
  readonly images: number;
  readonly max: number;
  readonly mean: number;
  /** The largest beyond `bandWidth` pixels from the edge. */
  readonly interiorMax: number;
  readonly bandWidth: number;
  /** The largest of all images and kernels at each pixel. */
  readonly map: tf.Tensor2D;
  /** The largest at each distance from the nearest edge. */
  readonly profile: readonly number[];
}

/** Images on which errors of g(x) are measured, at most. */
export const measured = 64;

export async function measureBorder(model: tfl.LayersModel, x: tf.Tensor4D): Promise<Border> {
  const error = await accumulatedError(model, x);
  const largest = await scalar(tf.tidy(() => tf.max(tf.abs(featuresOf(model, x)))));
  const map = tf.tidy(() => tf.div<tf.Tensor2D>(tf.max(error.map, [0, 3]), largest));
  tf.dispose(error.map);
  return {
    images: x.shape[0],
    max: error.max / largest,
    mean: error.mean / largest,
    interiorMax: error.interiorMax / largest,
    bandWidth: error.bandWidth,
    map,
    profile: await edgeProfile(map),
  };
}

export interface Experiments {
  /** The largest error with 0, 1, ... black pixels around the images. */
  readonly frames: readonly number[];
  /** With the variant's own frame and biases in every layer. */
  readonly biased: Border;
}

/** The bias of every layer in the experiment with biases. */
export const bias = 0.1;

/** The kernels of a trained model on images with other frames, and with biases. */
export async function frameExperiments(
  model: tfl.LayersModel,
  { frame }: Variant,
  test: LabelledImages,
): Promise<Experiments> {
  const kernels = convolutionKernels(model);
  const few = firstImages(test, measured);
  const frames: number[] = [];
  for (let width = 0; width <= frame; width++) {
    const { max, map } = await measureFramed(kernels, width, few);
    tf.dispose(map);
    frames.push(max);
  }
  const biased = await measureFramed(kernels, frame, few, bias);
  tf.dispose(few.images);
  return { frames, biased };
}

async function measureFramed(
  kernels: tf.Tensor4D[],
  frame: number,
  few: LabelledImages,
  constant?: number,
): Promise<Border> {
  const model = convolutions(kernels, side + 2 * frame, constant);
  const { images } = framed(few, frame);
  const border = await measureBorder(model, images);
  tf.dispose(images);
  model.dispose();
  return border;
}

/** A model of nothing but convolutions with these kernels. */
function convolutions(kernels: tf.Tensor4D[], size: number, constant?: number): tfl.Sequential {
  const useBias = constant !== undefined;
  const model = tfl.sequential();
  for (const [i, kernel] of kernels.entries()) {
    const [kernelSize, , , filters] = kernel.shape;
    const layer = tfl.layers.conv2d({
      filters,
      kernelSize,
      padding: 'same',
      useBias,
      ...(useBias && { biasInitializer: tfl.initializers.constant({ value: constant }) }),
      ...(i === 0 && { inputShape: [size, size, 1] }),
    });
    model.add(layer);
    layer.setWeights([kernel, ...layer.getWeights().slice(1)]);
  }
  return model;
}
