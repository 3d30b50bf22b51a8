/** How one axis of an image is cut into tiles. */
export interface TiledAxis {
  readonly tiles: number;
  /** Pixels of a tile. */
  readonly size: number;
  /** Of each pixel of all tiles, the pixel of the image that it shows. */
  readonly places: Int32Array;
  /** Of each pixel of the image, the tile whose middle comes before it and the one whose middle comes behind it. */
  readonly before: Int32Array;
  readonly behind: Int32Array;
  /** What the latter weighs; the former weighs the rest to 1. */
  readonly weight: Float32Array;
}

/** How an image is cut into tiles, and what is done with the histogram of each. */
export interface TileGrid {
  readonly rows: TiledAxis;
  readonly columns: TiledAxis;
  /** Pixels that a bin may keep. */
  readonly limit: number;
  /** From numbers of pixels to levels: 255 over the pixels of a tile. */
  readonly scale: number;
}

/** Grey levels, each with a bin of its own. */
export const LEVELS = 256;

/** What red, green and blue weigh in OpenCV's luma, of 2^14 in all. */
export const LUMA = [4899, 9617, 1868] as const;
export const LUMA_WHOLE = 2 ** 14;

/**
 * OpenCV's grid: where the tiles do not divide both sides of the image, both are extended, by the number of tiles less what
 * remains of the side: by a whole number of tiles where nothing remains.
 *
 * @param clipLimit times the mean of all bins; 0 clips nothing
 */
export function tileGrid(
  [h, w]: readonly [number, number],
  [rows, columns]: readonly [number, number],
  clipLimit: number,
): TileGrid {
  const isDivided = h % rows === 0 && w % columns === 0;
  const tiled = (n: number, tiles: number) =>
    tiledAxis(n, tiles, isDivided ? n : n + tiles - (n % tiles));
  const grid = { rows: tiled(h, rows), columns: tiled(w, columns) };
  const area = grid.rows.size * grid.columns.size;
  const most = Math.max(1, Math.floor((clipLimit * area) / LEVELS));
  return {
    ...grid,
    limit: clipLimit > 0 ? Math.min(most, area) : area,
    scale: Math.fround((LEVELS - 1) / area),
  };
}

/** In float32, as OpenCV computes it. */
function tiledAxis(n: number, tiles: number, extended: number): TiledAxis {
  const size = extended / tiles;
  const perPixel = Math.fround(1 / size);
  const at = Float32Array.from({ length: n }, (_, i) => Math.fround(i * perPixel) - 0.5);
  return {
    tiles,
    size,
    places: Int32Array.from({ length: extended }, (_, i) => mirrored(i, n)),
    before: Int32Array.from(at, (place) => Math.max(Math.floor(place), 0)),
    behind: Int32Array.from(at, (place) => Math.min(Math.floor(place) + 1, tiles - 1)),
    weight: at.map((place) => place - Math.floor(place)),
  };
}

/** The pixel that a mirror behind the last one shows, which is not repeated (d c b | a b c d | c b a); of n = 1 that one. */
function mirrored(i: number, n: number): number {
  const period = Math.max(1, 2 * n - 2);
  const place = i % period;
  return Math.min(place, period - place);
}
