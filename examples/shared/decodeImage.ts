import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { readWhole } from '../../support/readWhole';
import { reasonOf } from '../../support/reasonOf';
import { UserError } from '../../support/userError';

/** What a model takes. */
export interface ImageFormat {
  readonly rows: number;
  readonly columns: number;
  readonly channels: 1 | 3;
  /** Of black and white. */
  readonly range: readonly [low: number, high: number];
}

/** Bytes of a file, and pixels of its image. */
export const MOST_BYTES = 2 ** 28;
const MOST_PIXELS = 2 ** 27;

/** The image of a file, cut to size about its centre; what is transparent is white. [1, rows, columns, channels] */
export async function decodeImage(file: string, format: ImageFormat): Promise<tf.Tensor4D> {
  const { rows, columns, channels } = format;
  const bytes = readWhole(file, MOST_BYTES, `the image ${file}`);
  return tf.tensor4d(await decodePixels(bytes, file, format), [1, rows, columns, channels]);
}

/** The numbers of the same, of the bytes of a file, which errors call `name`. */
export async function decodePixels(
  bytes: Uint8Array,
  name: string,
  format: ImageFormat,
): Promise<Float32Array> {
  const [low, high] = format.range;
  const pixels = new Float32Array(await cutToSize(bytes, name, format));
  return pixels.map((byte) => low + ((high - low) * byte) / 255);
}

async function cutToSize(
  bytes: Uint8Array,
  name: string,
  { rows, columns, channels }: ImageFormat,
): Promise<Uint8Array> {
  try {
    return await sharp(bytes, { limitInputPixels: MOST_PIXELS })
      .autoOrient()
      .flatten({ background: '#fff' })
      .resize(columns, rows, { fit: 'cover', position: 'centre' })
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .raw({ depth: 'uchar' })
      .toBuffer();
  } catch (error) {
    throw new UserError(`cannot read the image ${name}: ${reasonOf(error)}`);
  }
}
