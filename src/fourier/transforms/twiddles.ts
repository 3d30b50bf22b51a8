import { memoize } from '../../internal/memoize';

/** A complex matrix on the host, row by row. */
export interface HostMatrix {
  readonly real: Float32Array;
  readonly imag: Float32Array;
}

/** At most so many matrices of at most so many values are remembered: 128 MiB in all. */
const ENTRIES = 64;
const LARGEST = 2 ** 18;

/**
 * exp(-2πi jk/n) for j < rows, k < columns. The angle is reduced mod n in integers and the cosine
 * taken in float64, so that the entries are right to float32 at any length.
 */
export const twiddles = memoize(
  (n: number, rows: number, columns: number): HostMatrix => {
    const real = new Float32Array(rows * columns);
    const imag = new Float32Array(rows * columns);
    for (let j = 0, at = 0; j < rows; j++) {
      for (let k = 0; k < columns; k++, at++) {
        const angle = (-2 * Math.PI * ((j * k) % n)) / n;
        real[at] = Math.cos(angle);
        imag[at] = Math.sin(angle);
      }
    }
    return { real, imag };
  },
  ENTRIES,
  ({ real }) => real.length > LARGEST,
);
