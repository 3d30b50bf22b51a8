import type * as tf from '@tensorflow/tfjs-core';
import type { HostMemory } from '../../../internal/host/hostMemory';
import { itemAt } from '../../../internal/itemAt';
import { LEVELS, LUMA, LUMA_WHOLE, type TiledAxis, type TileGrid } from './tileGrid';

export interface Equalisation {
  readonly grid: TileGrid;
  readonly luminance: boolean;
}

/** The kernel of `equalised` where tensors lie in host memory: loops over the levels of one channel after the other. */
export function equalisedOnHost(
  memory: HostMemory,
  inputs: readonly tf.TensorInfo[],
  { grid, luminance }: Equalisation,
): tf.TensorInfo {
  const x = itemAt(inputs, 0);
  const output = memory.output([...x.shape]);
  const [from, to] = [memory.values(x), memory.values(output)];
  const c = itemAt(x.shape, 3);
  const size = grid.rows.weight.length * grid.columns.weight.length * c;
  for (let begin = 0; begin < from.length; begin += size) {
    const levels = levelsOf(from.subarray(begin, begin + size));
    if (luminance) equaliseLuma(levels, grid);
    else for (let channel = 0; channel < c; channel++) equaliseChannel(levels, [channel, c], grid);
    for (let i = 0; i < size; i++) to[begin + i] = (levels[i] as number) / (LEVELS - 1);
  }
  return output;
}

/** Clamped arrays round halves to even, take what lies beyond to the ends, and NaN to 0. */
function levelsOf(x: Float32Array): Uint8ClampedArray {
  const levels = new Uint8ClampedArray(x.length);
  for (let i = 0; i < x.length; i++) levels[i] = fround((x[i] as number) * (LEVELS - 1));
  return levels;
}

function equaliseChannel(
  levels: Uint8ClampedArray,
  [channel, c]: readonly [number, number],
  grid: TileGrid,
): void {
  const plane = new Uint8Array(levels.length / c);
  for (let i = 0, at = channel; i < plane.length; i++, at += c) plane[i] = levels[at] as number;
  const result = interpolated(plane, tablesOf(plane, grid), grid);
  for (let i = 0, at = channel; i < plane.length; i++, at += c) levels[at] = result[i] as number;
}

/** Adds to red, green and blue what their luma gains. */
function equaliseLuma(levels: Uint8ClampedArray, grid: TileGrid): void {
  const luma = new Uint8Array(levels.length / 3);
  for (let i = 0; i < luma.length; i++) {
    let sum = LUMA_WHOLE / 2;
    for (let k = 0; k < 3; k++) sum += (levels[3 * i + k] as number) * (LUMA[k] as number);
    luma[i] = Math.floor(sum / LUMA_WHOLE);
  }
  const result = interpolated(luma, tablesOf(luma, grid), grid);
  for (let i = 0; i < levels.length; i++) {
    const pixel = Math.floor(i / 3);
    levels[i] = (levels[i] as number) + (result[pixel] as number) - (luma[pixel] as number);
  }
}

/** Of each tile the level that each level becomes: [rows of tiles, columns of tiles, 256]. */
function tablesOf(plane: Uint8Array, grid: TileGrid): Uint8ClampedArray {
  const { rows, columns, limit, scale } = grid;
  const tables = new Uint8ClampedArray(rows.tiles * columns.tiles * LEVELS);
  const bins = new Int32Array(LEVELS);
  for (let row = 0, at = 0; row < rows.tiles; row++) {
    for (let column = 0; column < columns.tiles; column++, at += LEVELS) {
      count(plane, [row, column], grid, bins);
      clip(bins, limit);
      for (let i = 0, sum = 0; i < LEVELS; i++) {
        sum += bins[i] as number;
        tables[at + i] = Math.fround(sum * scale);
      }
    }
  }
  return tables;
}

/** The histogram of a tile. */
function count(
  plane: Uint8Array,
  [row, column]: readonly [number, number],
  { rows, columns }: TileGrid,
  bins: Int32Array,
): void {
  const width = columns.weight.length;
  const across = placesOf(columns, column);
  bins.fill(0);
  for (const place of placesOf(rows, row)) {
    const line = place * width;
    for (let j = 0; j < across.length; j++) {
      const level = plane[line + (across[j] as number)] as number;
      bins[level] = (bins[level] as number) + 1;
    }
  }
}

const placesOf = ({ places, size }: TiledAxis, tile: number): Int32Array =>
  places.subarray(tile * size, (tile + 1) * size);

/** Spreads what lies above the limit over all bins; a remainder goes to bins at equal distances from the first on. */
function clip(bins: Int32Array, limit: number): void {
  let clipped = 0;
  for (const pixels of bins) clipped += Math.max(pixels - limit, 0);
  const each = Math.floor(clipped / LEVELS);
  for (let i = 0; i < LEVELS; i++) bins[i] = Math.min(bins[i] as number, limit) + each;
  const rest = clipped - each * LEVELS;
  const step = Math.max(Math.floor(LEVELS / rest), 1);
  for (let k = 0; k < rest; k++) bins[k * step] = (bins[k * step] as number) + 1;
}

/** Every operation in float32, as OpenCV computes it: its order counts where the result is rounded. */
function interpolated(
  plane: Uint8Array,
  tables: Uint8ClampedArray,
  { rows, columns }: TileGrid,
): Uint8ClampedArray {
  const result = new Uint8ClampedArray(plane.length);
  const line = columns.tiles * LEVELS;
  const width = columns.weight.length;
  for (let y = 0, at = 0; y < rows.weight.length; y++) {
    const upper = (rows.before[y] as number) * line;
    const lower = (rows.behind[y] as number) * line;
    const down = rows.weight[y] as number;
    for (let x = 0; x < width; x++, at++) {
      const level = plane[at] as number;
      const left = (columns.before[x] as number) * LEVELS + level;
      const right = (columns.behind[x] as number) * LEVELS + level;
      const across = columns.weight[x] as number;
      result[at] = mixed(
        mixed(tables[upper + left] as number, tables[upper + right] as number, across),
        mixed(tables[lower + left] as number, tables[lower + right] as number, across),
        down,
      );
    }
  }
  return result;
}

const { fround } = Math;
const mixed = (a: number, b: number, weight: number): number =>
  fround(fround(a * fround(1 - weight)) + fround(b * weight));
