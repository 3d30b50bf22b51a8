import * as tf from '@tensorflow/tfjs-core';
import { check, checkInteger, RuleError } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { shown } from '../../internal/shown';
import { toFloat } from '../../internal/toFloat';

/** Bytes row by row: 1 (grey), 3 (RGB) or 4 (RGBA) a pixel, as ImageData and decoders of files give them. */
export interface PixelBytes {
  /** From 0 to 255, the channels of a pixel beside each other. */
  readonly data: Uint8Array | Uint8ClampedArray;
  /** Columns. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

/**
 * An image that is no tensor: bytes, or what tf.browser.fromPixels takes in a browser: an img, canvas or video element, or an
 * ImageBitmap. Opacity is left out, as it is there.
 */
export type Pixels = PixelBytes | Exclude<Parameters<typeof tf.browser.fromPixels>[0], Uint8Array>;

/** Rows, columns and channels of the images that a model takes; null where any length is right. */
export type ImageShape = readonly [rows: number | null, columns: number | null, channels: 1 | 3];

/** Pixels as a model takes them. */
export type FittedPixels = {
  /** [rows, columns, channels] from 0 to 255. */
  readonly values: tf.Tensor3D;
  /** Rows and columns that there were. */
  readonly from: [rows: number, columns: number];
};

/**
 * Pixels as a model takes them: squares, resized bilinearly and, where they become half as many or
 * fewer, averaged; grey by the luma of ITU-R BT.601.
 */
export function fittedPixels(pixels: Pixels, [rows, columns, channels]: ImageShape): FittedPixels {
  return tf.tidy(() => {
    const all = toFloat(isBytes(pixels) ? fromBytes(pixels) : fromPage(pixels));
    const colored = inChannels(all, channels);
    const from: [number, number] = [all.shape[0], all.shape[1]];
    const size: [number, number] = [rows ?? from[0], columns ?? from[1]];
    const isSized = tf.util.arraysEqual(size, from);
    return { values: isSized ? colored : resized(colored, size), from };
  });
}

/** First to a whole multiple of the size, of which the mean is taken: bilinear resizing alone reads four pixels, and passes over others. */
function resized(image: tf.Tensor3D, [rows, columns]: [number, number]): tf.Tensor3D {
  const times = (from: number, to: number) => Math.max(1, Math.floor(from / to));
  const factors: [number, number] = [times(image.shape[0], rows), times(image.shape[1], columns)];
  const multiple: [number, number] = [rows * factors[0], columns * factors[1]];
  const near = tf.image.resizeBilinear(image, multiple, false, true);
  return tf.avgPool(near, factors, factors, 'valid');
}

const isBytes = (pixels: Pixels): pixels is PixelBytes => {
  const { data } = pixels as Partial<PixelBytes>;
  return data instanceof Uint8Array || data instanceof Uint8ClampedArray;
};

function fromBytes({ data, width, height }: PixelBytes): tf.Tensor3D {
  checkInteger('width of the image', width, 1);
  checkInteger('height of the image', height, 1);
  const channels = data.length / (width * height);
  check(
    [1, 3, 4].includes(channels),
    () =>
      `image must have 1, 3 or 4 bytes for each of its ${shown(width)} x ${shown(height)} pixels, but it has ${data.length} bytes`,
  );
  return tf.tensor3d(Uint8Array.from(data), [height, width, channels], 'int32');
}

/** What tf.js refuses, as an image of another site, becomes a rule. */
function fromPage(pixels: Exclude<Pixels, PixelBytes>): tf.Tensor3D {
  try {
    return tf.browser.fromPixels(pixels as Parameters<typeof tf.browser.fromPixels>[0], 3);
  } catch (error) {
    const reason = error instanceof Error ? error.message : shown(error);
    throw new RuleError(
      `image must be a tensor, { data, width, height } or what tf.browser.fromPixels takes, but of ${shown(pixels)} that says: ${reason}`,
      { cause: error },
    );
  }
}

const luma = [0.299, 0.587, 0.114];

function inChannels(image: tf.Tensor3D, channels: 1 | 3): tf.Tensor3D {
  const given = itemAt(image.shape, 2);
  if (given === 1) return tf.tile(image, [1, 1, channels]);
  const rgb = tf.slice(image, [0, 0, 0], [-1, -1, 3]);
  return channels === 3 ? rgb : tf.sum(tf.mul(rgb, luma), 2, true);
}
