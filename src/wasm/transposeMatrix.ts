/** Sides of the squares that are turned one after the other: their lines stay in the cache. */
const SQUARE = 16;

/** [rows, columns] -> [columns, rows]. */
export function transposeMatrix(
  from: Float32Array,
  to: Float32Array,
  [rows, columns]: readonly [number, number],
): void {
  for (let top = 0; top < rows; top += SQUARE) {
    const bottom = Math.min(top + SQUARE, rows);
    for (let left = 0; left < columns; left += SQUARE) {
      const right = Math.min(left + SQUARE, columns);
      for (let r = top; r < bottom; r++) {
        for (let c = left; c < right; c++) to[c * rows + r] = from[r * columns + c] as number;
      }
    }
  }
}
