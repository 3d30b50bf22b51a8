import type { Tensor3D } from '@tensorflow/tfjs-core';
import { check, checkInteger, checkTensor } from '../internal/check';

export interface ZoomOptions {
  /** Rows and columns that every pixel takes, a whole number of at least 1. Default: 1. */
  readonly zoom?: number | undefined;
}

/** Pixels as bytes, row by row. */
export interface ImageBytes {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** RGB or RGBA in [0, 1] as rounded bytes, every pixel repeated `zoom` times; NaN becomes 0, other values are cut off. */
export async function imageBytes(image: Tensor3D, { zoom = 1 }: ZoomOptions): Promise<ImageBytes> {
  checkTensor('image', image, [3]);
  const [rows, columns, channels] = image.shape;
  check(
    image.size > 0 && (channels === 3 || channels === 4),
    `image must have pixels of 3 or 4 channels, but its shape is [${image.shape}]`,
  );
  checkInteger('zoom', zoom, 1);
  const bytes = Uint8ClampedArray.from(await image.data(), (value) => Math.round(255 * value));
  const [width, height] = [columns * zoom, rows * zoom];
  const data = new Uint8ClampedArray(width * height * channels);
  for (let i = 0, at = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const from = (Math.floor(i / zoom) * columns + Math.floor(j / zoom)) * channels;
      for (let c = 0; c < channels; c++) data[at++] = bytes[from + c] as number;
    }
  }
  return { width, height, channels, data };
}
