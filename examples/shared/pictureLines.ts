import * as tf from '@tensorflow/tfjs-core';
import { aligned, escaped, type Layout } from './page';
import { type Axis, picture } from './picture';

/** Pictures below each other, one for each line. */
export interface Column {
  /** Of one or several lines. */
  readonly title: string;
  /** RGB, [lines, rows, columns, 3]. */
  readonly images: tf.Tensor4D;
  readonly x?: Axis;
  readonly y?: Axis;
}

/**
 * Named lines of pictures: titles stand above the first, horizontal axes below the last.
 *
 * @param width of a picture, in pixels of the screen
 */
export async function pictureLines(
  columns: readonly Column[],
  names: readonly string[],
  width: number,
  layout?: Layout,
): Promise<string> {
  const lines: string[][] = [];
  for (const [i, name] of names.entries()) {
    const cells = [name];
    for (const { title, images, x, y } of columns) {
      const rgb = tf.tidy(() =>
        tf.squeeze<tf.Tensor3D>(tf.slice(images, [i, 0, 0, 0], [1, -1, -1, -1]), [0]),
      );
      const description = title.replace('\n', ' ');
      const axes = { ...(i === names.length - 1 && x && { x }), ...(y && { y }) };
      cells.push(await picture(rgb, { width, description, ...axes }));
      rgb.dispose();
    }
    lines.push(cells);
  }
  return aligned(lines, layout, ['', ...columns.map(({ title }) => escaped(title))]);
}
