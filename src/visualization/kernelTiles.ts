import * as tf from '@tensorflow/tfjs-core';
import { check, checkTensor } from '../internal/check';
import { checkSize } from '../internal/checkSize';
import { itemAt } from '../internal/itemAt';
import { boolean, integer } from '../internal/kinds';
import { named } from '../internal/named';
import { type KindsOf, optionsOf } from '../internal/options';
import { toFloat } from '../internal/toFloat';
import { applyColors } from './applyColors';
import { color, colorMap } from './colorKinds';
import { type ColorMap, divergingColors } from './colorMap';
import { divideByLargest } from './divideByLargest';

export interface KernelTilesOptions {
  /**
   * Tiles in a row. Default: one row an input channel and one column an output channel; where the
   * kernel has only one of either, a grid as near to a square as possible.
   */
  readonly columns?: number | undefined;
  /** Pixels between tiles. Default: 1. */
  readonly gap?: number | undefined;
  /** Colour of the gap and of places without a tile, [r, g, b] in [0, 1]. Default: middle grey. */
  readonly background?: ColorMap[number] | undefined;
  /** Whether each tile is scaled by its own largest |weight| instead of the kernel's. Default: false. */
  readonly perTile?: boolean | undefined;
  /** Zero takes the middle colour, ± the largest |weight| the ends. Default: `diverging`. */
  readonly colors?: ColorMap | undefined;
}

const kinds: KindsOf<KernelTilesOptions> = {
  columns: integer(1),
  gap: integer(0),
  background: color,
  perTile: boolean,
  colors: colorMap,
};

/**
 * A convolution kernel as one image, one pixel a weight: a tile for every pair of input and output
 * channel, in the order (0, 0), (0, 1), …, the output channel running fastest.
 *
 * @param kernel HWIO [kh, kw, cin, cout], or WIO [k, cin, cout] with tiles of 1 x k pixels
 * @returns RGB in [0, 1], [rows·(kh + gap) - gap, columns·(kw + gap) - gap, 3]; NaN in the tiles
 *   whose scale a NaN leaves unknown
 * @throws for other ranks, kernels without weights, columns below 1, a negative gap, pictures of
 *   more than 256 MiB, bad colours
 * @example
 * kernelTiles(tf.randomNormal([3, 3, 2, 4]), { columns: 4 }).shape; // → [7, 15, 3]
 */
export function kernelTiles(kernel: tf.Tensor, options: KernelTilesOptions = {}): tf.Tensor3D {
  return named('kernelTiles', () => {
    checkTensor('kernel', kernel, [3, 4]);
    check(kernel.size > 0, `kernel must hold weights, but its shape is [${kernel.shape}]`);
    const [cin, cout] = kernel.shape.slice(-2) as [number, number];
    const near = cin === 1 || cout === 1 ? Math.ceil(Math.sqrt(cin * cout)) : cout;
    const {
      gap = 1,
      background = [0.5, 0.5, 0.5],
      colors = divergingColors,
      columns = near,
      perTile = false,
    } = optionsOf(options, kinds);
    checkPicture(kernel, columns, gap);
    return tf.tidy(() => {
      const scaled = divideByLargest(tilesOf(toFloat(kernel)), perTile ? [1, 2] : [0, 1, 2]);
      const rgb = applyColors(tf.mul(tf.add(scaled, 1), 0.5), colors);
      const channels = tf.unstack(rgb, -1) as tf.Tensor3D[];
      const planes = channels.map((tiles, i) => grid(tiles, columns, gap, itemAt(background, i)));
      return tf.stack(planes, -1) as tf.Tensor3D;
    });
  });
}

/** Refuses pictures that columns and gaps make too large. */
function checkPicture({ shape }: tf.Tensor, columns: number, gap: number): void {
  const [cout, cin, kw, kh = 1] = [...shape].reverse() as [number, number, number, number?];
  const rows = Math.ceil((cin * cout) / columns);
  const size = [rows * (kh + gap) - gap, columns * (kw + gap) - gap, 3];
  checkSize('the picture', size, 'ask for fewer columns or a smaller gap');
}

/** HWIO or WIO to [tiles, height, width]. */
function tilesOf(kernel: tf.Tensor): tf.Tensor {
  const [cout, cin, kw, kh = 1] = [...kernel.shape].reverse() as [number, number, number, number?];
  return tf.transpose(tf.reshape(kernel, [kh, kw, cin * cout]), [2, 0, 1]);
}

/** Tiles [tiles, h, w] in rows of `columns`, `gap` pixels of the value `fill` between them. */
function grid(tiles: tf.Tensor3D, columns: number, gap: number, fill: number): tf.Tensor2D {
  const [count, h, w] = tiles.shape;
  const rows = Math.ceil(count / columns);
  const missing = rows * columns - count;
  const cells = tf.pad3d(
    tiles,
    [
      [0, missing],
      [0, gap],
      [0, gap],
    ],
    fill,
  );
  const inRows = tf.reshape(cells, [rows, columns, h + gap, w + gap]);
  const height = rows * (h + gap);
  const width = columns * (w + gap);
  const image = tf.reshape<tf.Rank.R2>(tf.transpose(inRows, [0, 2, 1, 3]), [height, width]);
  return tf.slice2d(image, [0, 0], [height - gap, width - gap]);
}
