import * as tf from '@tensorflow/tfjs-core';
import { clahe, cropToContent, padToSquare } from 'fourier-xai';
import sharp, { type Sharp } from 'sharp';
import { readWhole } from '../../support/readWhole';

/** Bytes of a file, and pixels of its image. */
const [MOST_BYTES, MOST_PIXELS] = [2 ** 28, 2 ** 28];
/** A photograph is first made as small as so many times the size that it ends with. */
const SPARE = 2;
/** Rows or columns of a photograph without its frame: less is no eye. */
const LEAST = 32;
/** As usual for retina photographs. */
const CLIP_LIMIT = 2;

/** An image on its way, RGB in [0, 1]: [h, w, 3] each. */
export interface Steps {
  readonly raw: tf.Tensor3D;
  readonly cropped: tf.Tensor3D;
  readonly square: tf.Tensor3D;
  /** The square in its last size, its contrast evened out. */
  readonly evened: tf.Tensor3D;
}

/** Upright, without its black frame, square, of so many rows and columns, its contrast evened out. The tensors are the caller's. */
export async function prepareImage(file: string, size: number): Promise<Steps> {
  const raw = await decoded(file, SPARE * size);
  const cropped = await cropToContent(raw);
  const square = padToSquare(cropped);
  try {
    const [rows, columns] = cropped.shape;
    if (Math.min(rows, columns) < LEAST) {
      throw new Error(`without its frame it has ${rows} x ${columns} pixels`);
    }
    const small = await resized(square, size);
    const evened = clahe(small, { clipLimit: CLIP_LIMIT, luminance: true });
    small.dispose();
    return { raw, cropped, square, evened };
  } catch (error) {
    tf.dispose([raw, cropped, square]);
    throw error;
  }
}

/** An image as it is. */
export const readImage = (file: string): Promise<tf.Tensor3D> => decoded(file);

/** Gray, CMYK and 16 bits become RGB of 8; what is transparent is black, as the frame is. */
async function decoded(file: string, most?: number): Promise<tf.Tensor3D> {
  const bytes = readWhole(file, MOST_BYTES, `the image ${file}`);
  const image = sharp(bytes, { limitInputPixels: MOST_PIXELS }).autoOrient();
  const within = most === undefined ? image : image.resize(most, most, inside);
  return tensorOf(within.flatten({ background: '#000' }).toColourspace('srgb'));
}

const inside = { fit: 'inside', withoutEnlargement: true } as const;

async function resized(image: tf.Tensor3D, size: number): Promise<tf.Tensor3D> {
  const [height, width, channels] = image.shape as [number, number, 3];
  const bytes = await bytesOf(image);
  return tensorOf(sharp(bytes, { raw: { height, width, channels } }).resize(size, size));
}

async function tensorOf(image: Sharp): Promise<tf.Tensor3D> {
  const { data, info } = await image
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  // a loop, since Float32Array.from takes ten times as long as all else that is done to a photograph
  const values = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) values[i] = (data[i] as number) / 255;
  return tf.tensor3d(values, [info.height, info.width, info.channels]);
}

/** A PNG file's content. */
export async function pngOf(image: tf.Tensor3D): Promise<Uint8Array> {
  const [height, width, channels] = image.shape as [number, number, 3];
  return sharp(await bytesOf(image), { raw: { height, width, channels } })
    .png({ compressionLevel: 6 })
    .toBuffer();
}

async function bytesOf(image: tf.Tensor3D): Promise<Uint8Array> {
  const values = await image.data();
  const bytes = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) bytes[i] = Math.round(255 * (values[i] as number));
  return bytes;
}
