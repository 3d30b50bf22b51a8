/** The four pixels around each place, row by row, and what they weigh. */
export interface Corners {
  readonly places: readonly Int32Array[];
  readonly weights: readonly Float32Array[];
}

/**
 * Where the pixels of some rows of a turned image lie in the image: four corners for each, bilinear. What weighs nothing or
 * lies outside has the place behind the last pixel.
 *
 * @param angle in degrees, anticlockwise as the image is seen, about its centre
 */
export function turnedRows(
  [h, w]: readonly [number, number],
  angle: number,
  [begin, count]: readonly [number, number],
): Corners {
  const [cosine, sine] = direction(angle);
  const [middleRow, middleColumn] = [(h - 1) / 2, (w - 1) / 2];
  const places = Array.from({ length: 4 }, () => new Int32Array(count * w).fill(h * w));
  const weights = Array.from({ length: 4 }, () => new Float32Array(count * w));
  for (let at = 0; at < count * w; at++) {
    const y = begin + Math.floor(at / w) - middleRow;
    const x = (at % w) - middleColumn;
    const row = middleRow + x * sine + y * cosine;
    const column = middleColumn + x * cosine - y * sine;
    const [top, left] = [Math.floor(row), Math.floor(column)];
    for (let k = 0; k < 4; k++) {
      const [i, j] = [top + (k >> 1), left + (k & 1)];
      const weight = (1 - Math.abs(row - i)) * (1 - Math.abs(column - j));
      if (weight === 0 || i < 0 || i >= h || j < 0 || j >= w) continue;
      (places[k] as Int32Array)[at] = i * w + j;
      (weights[k] as Float32Array)[at] = weight;
    }
  }
  return { places, weights };
}

/** Cosine and sine, exact for right angles. */
function direction(angle: number): readonly [number, number] {
  const quarters = Math.round(angle / 90);
  const rest = ((angle - 90 * quarters) * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(rest), Math.sin(rest)];
  const turns = [
    [cosine, sine],
    [-sine, cosine],
    [-cosine, -sine],
    [sine, -cosine],
  ] as const;
  return turns[((quarters % 4) + 4) % 4] as readonly [number, number];
}
