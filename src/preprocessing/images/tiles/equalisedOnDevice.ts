import * as tf from '@tensorflow/tfjs-core';
import { toFloat } from '../../../internal/toFloat';
import { inPieces } from '../inPieces';
import type { Equalisation } from './equalisedOnHost';
import { LEVELS, LUMA, LUMA_WHOLE, type TileGrid } from './tileGrid';

/** A level is 16 high + low. */
const PART = 16;

/** What `equalised` does, by matrix products and tf.gather, image by image. */
export function equalisedOnDevice(x: tf.Tensor4D, { grid, luminance }: Equalisation): tf.Tensor4D {
  return tf.tidy(() => {
    const levels = levelsOf(x);
    const result = luminance
      ? withLuma(levels, (luma) => equalisedImages(luma, grid))
      : equalisedImages(levels, grid);
    return tf.div(result, LEVELS - 1);
  });
}

const levelsOf = (x: tf.Tensor4D): tf.Tensor4D =>
  tf.round(tf.mul(tf.clipByValue(tf.where(tf.isNaN(x), 0, x), 0, 1), LEVELS - 1));

/** Adds to red, green and blue what their luma gains. */
function withLuma(levels: tf.Tensor4D, equalise: (luma: tf.Tensor4D) => tf.Tensor4D): tf.Tensor4D {
  const [n, h, w] = levels.shape;
  const sums = tf.matMul(tf.reshape(levels, [-1, 3]), tf.tensor2d([...LUMA], [3, 1]));
  const rounded = tf.floor(tf.div(tf.add(sums, LUMA_WHOLE / 2), LUMA_WHOLE));
  const luma = tf.reshape(rounded, [n, h, w, 1]) as tf.Tensor4D;
  return tf.clipByValue(tf.add(levels, tf.sub(equalise(luma), luma)), 0, LEVELS - 1);
}

const equalisedImages = (levels: tf.Tensor4D, grid: TileGrid): tf.Tensor4D =>
  tf.stack(
    tf.unstack(levels).map((image) => equalisedImage(image as tf.Tensor3D, grid)),
  ) as tf.Tensor4D;

function equalisedImage(image: tf.Tensor3D, grid: TileGrid): tf.Tensor3D {
  return tf.tidy(() => {
    const [h, w, c] = image.shape;
    const tables = tf.reshape(tablesOf(tilesOf(image, grid), grid), [-1]) as tf.Tensor1D;
    const lines = tf.reshape(image, [h, w * c]) as tf.Tensor2D;
    const mixed = inPieces(h, w * c, (begin, count) =>
      interpolated(tf.slice(lines, [begin, 0], [count, w * c]), { tables, grid, begin, c }),
    );
    return tf.reshape(tf.concat(mixed), image.shape);
  });
}

/** The pixels of each tile and channel: [rows of tiles · columns of tiles · c, pixels of a tile]. */
function tilesOf(image: tf.Tensor3D, { rows, columns }: TileGrid): tf.Tensor2D {
  const [, , c] = image.shape;
  const extended = tf.gather(
    tf.gather(image, tf.tensor1d(rows.places, 'int32')),
    tf.tensor1d(columns.places, 'int32'),
    1,
  );
  const cut = tf.reshape(extended, [rows.tiles, rows.size, columns.tiles, columns.size, c]);
  return tf.reshape(tf.transpose(cut, [0, 2, 4, 1, 3]), [-1, rows.size * columns.size]);
}

/** Of each tile the level that each level becomes: [tiles, 256]. */
function tablesOf(tiles: tf.Tensor2D, { limit, scale }: TileGrid): tf.Tensor {
  const [count, area] = tiles.shape;
  const parts = inPieces(area, count, (begin, size) =>
    histograms(tf.slice(tiles, [0, begin], [count, size])),
  );
  const bins = clipped(
    tf.reshape(
      parts.reduce((sum, part) => tf.add(sum, part)),
      [-1, LEVELS],
    ),
    limit,
  );
  const upTo = Float32Array.from({ length: LEVELS ** 2 }, (_, i) => (i >> 8 <= (i & 255) ? 1 : 0));
  return tf.round(tf.mul(tf.matMul(bins, tf.tensor2d(upTo, [LEVELS, LEVELS])), scale));
}

/**
 * Pairs of a high and a low part are counted by the product of their indicators: [tiles, 16, 16]. An odd last pixel gets a
 * neighbour of no bin: webgl packs pixels in pairs, and counts whatever lies beside it (tf.js 4.22).
 */
function histograms(tiles: tf.Tensor2D): tf.Tensor {
  const pairs = tf.pad(
    tiles,
    [
      [0, 0],
      [0, tiles.shape[1] % 2],
    ],
    -1,
  );
  const high = tf.floor(tf.div(pairs, PART));
  const low = tf.sub(pairs, tf.mul(high, PART));
  const parts = tf.range(0, PART);
  const isHigh = tf.equal(tf.expandDims(high, 1), tf.reshape(parts, [PART, 1]));
  const isLow = tf.equal(tf.expandDims(low, 2), parts);
  return tf.matMul(toFloat(isHigh), toFloat(isLow));
}

/**
 * Spreads what lies above the limit over all bins; a remainder goes to bins at equal distances from the first on. Halves
 * keep quotients of whole numbers away from the next one, as devices divide inexactly.
 */
function clipped(bins: tf.Tensor, limit: number): tf.Tensor {
  const above = tf.sum(tf.relu(tf.sub(bins, limit)), 1, true);
  const each = tf.floor(tf.div(above, LEVELS));
  const rest = tf.sub(above, tf.mul(each, LEVELS));
  const step = tf.floor(tf.div(LEVELS + 0.5, tf.maximum(rest, 1)));
  const places = tf.range(0, LEVELS);
  const turn = tf.floor(tf.div(tf.add(places, 0.5), step));
  const gets = tf.logicalAnd(tf.equal(tf.mul(turn, step), places), tf.less(turn, rest));
  return tf.add(tf.add(tf.minimum(bins, limit), each), toFloat(gets));
}

interface Lookup {
  readonly tables: tf.Tensor1D;
  readonly grid: TileGrid;
  /** The first of the rows. */
  readonly begin: number;
  readonly c: number;
}

/** Rows of levels [count, w·c] by the tables of the tiles around. */
function interpolated(rows: tf.Tensor2D, { tables, grid, begin, c }: Lookup): tf.Tensor2D {
  const [count] = rows.shape;
  const part = (values: Int32Array | Float32Array) => values.subarray(begin, begin + count);
  const down = (values: Int32Array | Float32Array, factor = 1) =>
    tf.tensor2d(
      Float32Array.from(part(values), (value) => value * factor),
      [count, 1],
    );
  const across = (value: (column: number, channel: number) => number) =>
    tf.tensor1d(Array.from({ length: rows.shape[1] }, (_, i) => value(Math.floor(i / c), i % c)));
  const { before, behind, weight } = grid.columns;
  const [left, right] = [before, behind].map((tile) =>
    across((column, channel) => ((tile[column] as number) * c + channel) * LEVELS),
  ) as [tf.Tensor1D, tf.Tensor1D];
  const toTheRight = across((column) => weight[column] as number);
  const line = grid.columns.tiles * c * LEVELS;
  const byTiles = (tileRows: Int32Array) => {
    const places = tf.add(rows, down(tileRows, line));
    const level = (column: tf.Tensor) =>
      tf.gather(tables, tf.cast(tf.add(places, column), 'int32') as tf.Tensor2D);
    return mixed(level(left), level(right), toTheRight);
  };
  const { rows: tiled } = grid;
  return tf.round(mixed(byTiles(tiled.before), byTiles(tiled.behind), down(tiled.weight)));
}

const mixed = (a: tf.Tensor, b: tf.Tensor, weight: tf.Tensor): tf.Tensor2D =>
  tf.add(tf.mul(a, tf.sub(1, weight)), tf.mul(b, weight));
