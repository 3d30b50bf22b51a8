import * as tf from '@tensorflow/tfjs-core';

/*
 * A drawing that resembles a photograph of a retina: no data, and nothing of an eye that exists. Lengths count in radii of the
 * eye, from its centre.
 */

type Point = readonly [row: number, column: number];

const disc: Point = [0.05, 0.45];
/** Small bleedings. */
const spots: readonly Point[] = [
  [-0.3, -0.35],
  [-0.22, -0.5],
  [0.42, -0.2],
  [0.3, -0.42],
  [0.5, 0.1],
];

/** Four vessels that leave the disc, with branches, as lines of points. */
const vessels: readonly (readonly Point[])[] = [-1, 1].flatMap((up) => [
  arc(disc, [0.62 * up, 0.1], [0.66 * up, -0.7]),
  arc(disc, [0.4 * up, 0.62], [0.72 * up, 0.55]),
  arc([0.5 * up, 0], [0.3 * up, -0.2], [0.2 * up, -0.62]),
  arc([0.6 * up, -0.3], [0.85 * up, -0.3], [0.8 * up, -0.5]),
]);

/** A quadratic curve through three handles. */
function arc(from: Point, by: Point, to: Point): Point[] {
  const at = (t: number, i: 0 | 1) =>
    (1 - t) ** 2 * from[i] + 2 * t * (1 - t) * by[i] + t ** 2 * to[i];
  return Array.from({ length: 61 }, (_, i) => [at(i / 60, 0), at(i / 60, 1)]);
}

const distance = ([a, b]: Point, [c, d]: Point): number => Math.hypot(a - c, b - d);
const near = (point: Point, others: readonly Point[]): number =>
  others.reduce((least, other) => Math.min(least, distance(point, other)), 9);
/** 1 within the width, falling softly to 0. */
const soft = (away: number, width: number): number => 1 / (1 + (away / width) ** 4);

/** Red, green and blue of a place: dim at one side, as photographs often are. */
function colorAt(point: Point): readonly [number, number, number] {
  if (Math.hypot(...point) > 1) return [0, 0, 0];
  const light = 0.62 + 0.28 * point[1] - 0.12 * Math.hypot(...point);
  const bright = soft(distance(point, disc), 0.13);
  const dark =
    0.55 * soft(near(point, vessels.flat()), 0.025) + 0.5 * soft(near(point, spots), 0.035);
  const macula = 0.35 * soft(distance(point, [0.05, -0.15]), 0.16);
  const at = (own: number, glow: number, loss: number) =>
    light * (own + glow * bright) * (1 - loss * Math.min(0.8, dark + macula));
  return [at(0.95, 0.35, 0.45), at(0.45, 0.6, 1), at(0.2, 0.5, 1)];
}

/** RGB in [0, 1], [rows, columns, 3]: the eye fills nine tenths of the height, all else is black. */
export function drawnFundus(rows: number, columns: number): tf.Tensor3D {
  const radius = 0.45 * rows;
  const values = new Float32Array(rows * columns * 3);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const point: Point = [(row - rows / 2) / radius, (column - columns / 2) / radius];
      values.set(colorAt(point), 3 * (row * columns + column));
    }
  }
  return tf.tensor3d(values, [rows, columns, 3]);
}
