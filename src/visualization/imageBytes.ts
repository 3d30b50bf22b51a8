import type { Tensor } from '@tensorflow/tfjs-core';
import { check, checkTensor } from '../internal/check';
import { integer } from '../internal/kinds';
import { type KindsOf, optionsOf } from '../internal/options';

export interface ScaleOptions {
  /** Rows and columns that every pixel takes, a whole number of at least 1: nearest neighbour. Default: 1. */
  readonly scale?: number | undefined;
}

const kinds: KindsOf<ScaleOptions> = { scale: integer(1) };

/** Pixels as bytes, row by row. */
export interface ImageBytes {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** RGB or RGBA in [0, 1] as rounded bytes, every pixel repeated `scale` times; NaN becomes 0, other values are cut off. */
export async function imageBytes(image: Tensor, options: ScaleOptions): Promise<ImageBytes> {
  const { scale = 1 } = optionsOf(options, kinds);
  checkTensor('image', image, [3, 4]);
  const [rows, columns, channels] = image.shape.slice(-3) as [number, number, number];
  check(
    image.rank === 3 || image.shape[0] === 1,
    `image must be one image, but its shape is [${image.shape}]`,
  );
  check(
    image.size > 0 && (channels === 3 || channels === 4),
    `image must have pixels of 3 or 4 channels, but its shape is [${image.shape}]`,
  );
  checkBytes([rows * scale, columns * scale, channels]);
  const bytes = Uint8ClampedArray.from(await image.data(), (value) => Math.round(255 * value));
  const [width, height] = [columns * scale, rows * scale];
  const data = new Uint8ClampedArray(width * height * channels);
  for (let i = 0, at = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const from = (Math.floor(i / scale) * columns + Math.floor(j / scale)) * channels;
      for (let c = 0; c < channels; c++) data[at++] = bytes[from + c] as number;
    }
  }
  return { width, height, channels, data };
}

/** What a picture may take: one of 5792 x 5792 pixels with opacity. */
const MOST_BYTES = 2 ** 27;

function checkBytes([rows, columns, channels]: [number, number, number]): void {
  const bytes = rows * columns * channels;
  check(
    bytes <= MOST_BYTES,
    `a picture of ${rows} x ${columns} pixels would take ${Math.ceil(bytes / 2 ** 20)} MiB, more than ${MOST_BYTES / 2 ** 20} MiB: ask for a smaller scale, or for parts of it`,
  );
}
