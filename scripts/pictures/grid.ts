import * as tf from '@tensorflow/tfjs-core';
import { grayColors, heatmap, toPng } from 'fourier-xai';
import { drawing, png, words } from './svg';

/** A picture of a grid, with what it shows. */
export interface Cell {
  /** In two lines at most. */
  readonly title: string;
  /** RGB, [rows, columns, 3]. */
  readonly image: tf.Tensor;
}

export interface GridLook {
  readonly columns: number;
  /** Units of the drawing that a picture is wide and high. */
  readonly side: number;
  /** What stands below all, a line each. */
  readonly lines?: readonly string[];
}

const GAP = 16;
const LINE = 19;

/** Pictures with titles, row by row. */
export async function grid(
  title: string,
  cells: readonly Cell[],
  { columns, side, lines = [] }: GridLook,
): Promise<string> {
  const titleLines = Math.max(...cells.map((cell) => cell.title.split('\n').length));
  const step = [side + GAP, side + titleLines * LINE + GAP] as const;
  const rows = Math.ceil(cells.length / columns);
  const width = columns * step[0] + GAP;
  const drawn = await Promise.all(
    cells.map(async (cell, i) => {
      const x = GAP + (i % columns) * step[0];
      const y = GAP + Math.floor(i / columns) * step[1];
      const text = cell.title.split('\n');
      const above = text.map((line, j) =>
        words(x + side / 2, y + 13 + (titleLines - text.length + j) * LINE, line, 'label'),
      );
      const bytes = await toPng(cell.image);
      return [...above, png(bytes, [x, y + titleLines * LINE, side, side])].join('');
    }),
  );
  const below = lines.map((line, i) =>
    words(width / 2, rows * step[1] + GAP + 10 + i * LINE, line, 'quiet'),
  );
  const height = rows * step[1] + GAP + (lines.length > 0 ? lines.length * LINE + 4 : 0);
  return drawing([width, height], title, [...drawn, ...below]);
}

/** The first image of a batch, from black, its least value, to white. */
export const grey = (x: tf.Tensor4D): tf.Tensor =>
  tf.tidy(() => {
    const first = tf.slice(x, 0, 1) as tf.Tensor4D;
    return tf.squeeze(heatmap(first, { symmetric: false, colors: grayColors }), [0]);
  });
