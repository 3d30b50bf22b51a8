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
const [MOST_BYTES, MOST_PIXELS] = [2 ** 28, 2 ** 27];

/** The image of a file, cut to size about its centre; what is transparent is white. [1, rows, columns, channels] */
export async function decodeImage(file: string, format: ImageFormat): Promise<tf.Tensor4D> {
  const { rows, columns, channels, range } = format;
  const bytes = await bytesOf(file, format);
  const [low, high] = range;
  const pixels = Float32Array.from(bytes, (byte) => low + ((high - low) * byte) / 255);
  return tf.tensor4d(pixels, [1, rows, columns, channels]);
}

async function bytesOf(
  file: string,
  { rows, columns, channels }: ImageFormat,
): Promise<Uint8Array> {
  const bytes = readWhole(file, MOST_BYTES, `the image ${file}`);
  try {
    return await sharp(bytes, { limitInputPixels: MOST_PIXELS })
      .autoOrient()
      .flatten({ background: '#fff' })
      .resize(columns, rows, { fit: 'cover', position: 'centre' })
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .raw({ depth: 'uchar' })
      .toBuffer();
  } catch (error) {
    throw new UserError(`cannot read the image ${file}: ${reasonOf(error)}`);
  }
}
