import * as tf from '@tensorflow/tfjs-core';
import { randomArray } from '../../../support/random';

export const shapeNames = ['disc', 'ring', 'square', 'triangle', 'cross', 'stripes'];
export const shapeSide = 32;

type Distance = (x: number, y: number) => number;

/** How far a point lies outside of each shape of radius 1; below 0 it lies inside. */
const distances: readonly Distance[] = [
  (x, y) => Math.hypot(x, y) - 1,
  (x, y) => Math.abs(Math.hypot(x, y) - 0.8) - 0.25,
  (x, y) => Math.max(Math.abs(x), Math.abs(y)) - 0.85,
  (x, y) => Math.max(y - 0.6, 0.866 * Math.abs(x) - 0.5 * y - 0.6),
  (x, y) =>
    Math.max(Math.min(Math.abs(x), Math.abs(y)) - 0.28, Math.max(Math.abs(x), Math.abs(y)) - 1),
  (x, y) => Math.max(0.2 * Math.cos(7 * x), Math.hypot(x, y) - 1.2),
];

/** Coloured shapes on coloured grounds, turned, moved and in noise, the classes in turn: values in [0, 1]. */
export function drawShapes(
  count: number,
  seed: number,
): { images: tf.Tensor4D; labels: Int32Array } {
  const pixels = new Float32Array(count * shapeSide * shapeSide * 3);
  const labels = Int32Array.from({ length: count }, (_, i) => i % shapeNames.length);
  for (const [i, label] of labels.entries()) {
    pixels.set(
      drawShape(distances[label] as Distance, seed * 1_000_003 + i),
      i * shapeSide ** 2 * 3,
    );
  }
  return { images: tf.tensor4d(pixels, [count, shapeSide, shapeSide, 3]), labels };
}

function drawShape(distance: Distance, seed: number): Float32Array {
  const [size, angle, left, top, lean, ...colors] = randomArray(11, seed) as unknown as [
    number,
    number,
    number,
    number,
    number,
    ...number[],
  ];
  const noise = randomArray(shapeSide ** 2 * 3, seed + 17);
  const radius = 8 + 2.5 * size;
  const [cos, sin] = [Math.cos(0.6 * angle), Math.sin(0.6 * angle)];
  const [ground, color] = apart(colors.slice(0, 3), colors.slice(3));
  return noise.map((grain, at) => {
    const channel = at % 3;
    const [column, row] = [Math.floor(at / 3) % shapeSide, Math.floor(at / 3 / shapeSide)];
    const x = (column - 15.5 - 4 * left) / radius;
    const y = (row - 15.5 - 4 * top) / radius;
    const inside = cover(distance(cos * x + sin * y, cos * y - sin * x) * radius);
    const under = (ground[channel] as number) + 0.1 * lean * y;
    const value = under + inside * ((color[channel] as number) - under) + 0.04 * grain;
    return Math.round(255 * Math.min(1, Math.max(0, value))) / 255;
  });
}

/** The share of a pixel that a shape covers whose edge is so many pixels away. */
const cover = (distance: number): number => Math.min(1, Math.max(0, 0.5 - distance));

/** Two colours in [0, 1] of clearly different lightness, from numbers in (-1, 1). */
function apart(a: readonly number[], b: readonly number[]): [number[], number[]] {
  const dark = a.map((value) => 0.22 + 0.16 * value);
  const light = b.map((value) => 0.74 + 0.22 * value);
  return (a[0] as number) > 0 ? [dark, light] : [light, dark];
}
