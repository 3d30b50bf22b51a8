import { itemAt } from '../../internal/itemAt';

/** A rectangle: its first row and column, and how many. */
export interface Box {
  readonly begin: readonly [number, number];
  readonly size: readonly [number, number];
}

/** The smallest rectangle of an image [h, w, c] with all of its bright pixels that are not alone; all of it without any. */
export function contentBox(
  values: ArrayLike<number>,
  shape: readonly number[],
  threshold: number,
): Box {
  const [h, w, c] = shape as [number, number, number];
  const isBright = brightPixels(values, c, threshold);
  const rows: number[] = [];
  const columns = new Uint8Array(w);
  for (let i = 0; i < h; i++) {
    const before = rows.length;
    for (let j = 0; j < w; j++) {
      if (!isBright[i * w + j] || isAlone(isBright, w, i, j)) continue;
      columns[j] = 1;
      if (rows.length === before) rows.push(i);
    }
  }
  if (rows.length === 0) return { begin: [0, 0], size: [h, w] };
  const [top, left] = [itemAt(rows, 0), columns.indexOf(1)];
  return {
    begin: [top, left],
    size: [itemAt(rows, -1) - top + 1, columns.lastIndexOf(1) - left + 1],
  };
}

/** 1 where a channel exceeds the threshold. */
function brightPixels(values: ArrayLike<number>, c: number, threshold: number): Uint8Array {
  const isBright = new Uint8Array(c === 0 ? 0 : values.length / c);
  for (let i = 0; i < values.length; i++)
    if ((values[i] as number) > threshold) isBright[Math.floor(i / c)] = 1;
  return isBright;
}

/** Whether none of the four neighbours is bright. */
function isAlone(isBright: Uint8Array, w: number, i: number, j: number): boolean {
  const at = i * w + j;
  const beside = (j > 0 && isBright[at - 1]) || (j < w - 1 && isBright[at + 1]);
  return !(beside || isBright[at - w] || isBright[at + w]);
}
