import * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../../../support/userError';
import { decodePixels, type ImageFormat } from '../../shared/decodeImage';
import { type ScalingName, scalingOf } from '../../shared/scalings';
import type { ImageFile } from './imageSource';

export interface BatchOptions extends Pick<ImageFormat, 'rows' | 'columns' | 'channels'> {
  readonly scaling: ScalingName;
  readonly batchSize: number;
}

/**
 * Images as a model takes them, [n, rows, columns, channels] with at most `batchSize` images; each batch is disposed
 * once the next one is asked for. While a batch is in use, the next one is decoded.
 */
export function imageTensors(
  files: AsyncIterable<ImageFile>,
  options: BatchOptions,
): AsyncGenerator<tf.Tensor4D> {
  if (options.scaling === 'caffe' && options.channels === 1) {
    throw new UserError('the scaling caffe is one of colours, but the model takes grey images');
  }
  return batches(files[Symbol.asyncIterator](), options);
}

async function* batches(files: AsyncIterator<ImageFile>, options: BatchOptions) {
  try {
    let decoding = await begin(files, options);
    while (decoding.length > 0) {
      const ahead = await begin(files, options);
      const batch = batchOf(await Promise.all(decoding), options);
      try {
        yield batch;
      } finally {
        batch.dispose();
      }
      decoding = ahead;
    }
  } finally {
    await files.return?.();
  }
}

/** Reads the images of a batch, and begins to decode them, in threads of sharp. */
async function begin(
  files: AsyncIterator<ImageFile>,
  { batchSize, ...format }: BatchOptions,
): Promise<Promise<Float32Array>[]> {
  const decoding: Promise<Float32Array>[] = [];
  while (decoding.length < batchSize) {
    const { value, done } = await files.next();
    if (done) break;
    const pixels = decodePixels(value.bytes, value.name, { ...format, range: [0, 1] });
    pixels.catch(() => undefined); // waited for later
    decoding.push(pixels);
  }
  return decoding;
}

/** Batches of other sizes give the same numbers: each image is scaled for itself. */
function batchOf(
  images: readonly Float32Array[],
  { rows, columns, channels, scaling }: BatchOptions,
): tf.Tensor4D {
  const size = rows * columns * channels;
  const values = new Float32Array(images.length * size);
  for (const [index, pixels] of images.entries()) values.set(pixels, index * size);
  return tf.tidy(() =>
    scalingOf(scaling).scaled(tf.tensor4d(values, [images.length, rows, columns, channels])),
  );
}
