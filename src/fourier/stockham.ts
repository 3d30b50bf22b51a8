import { memoize } from '../internal/memoize';
import { anyRadix, type HostLines, passes } from './radixPasses';

export type { HostLines } from './radixPasses';

interface Plan {
  readonly radices: readonly number[];
  /** exp(-2πi j/n) for j = 0 … n-1. */
  readonly root: HostLines;
}

const planOf = memoize((n: number): Plan => {
  const angles = Float64Array.from({ length: n }, (_, j) => (-2 * Math.PI * j) / n);
  return {
    radices: radicesOf(n),
    root: { real: angles.map(Math.cos), imag: angles.map(Math.sin) },
  };
});

function radicesOf(n: number): number[] {
  const radices: number[] = [];
  let rest = n;
  for (const radix of [8, 5, 4, 3, 2])
    for (; rest % radix === 0; rest /= radix) radices.push(radix);
  for (let radix = 7; rest > 1; radix += 2) {
    for (; rest % radix === 0; rest /= radix) radices.push(radix);
  }
  return radices;
}

/**
 * The unscaled DFT, exp(-2πi jk/n), over the first axis of [n, lines], by the self-sorting algorithm
 * of Stockham with radix 8, 5, 4, 3 and 2 and a dense step for every other prime. The lines lie innermost, so
 * that each twiddle factor is loaded once for all of them. Both buffers are overwritten; the one that
 * holds the answer is returned. Exchange real and imaginary parts for the inverse.
 */
export function stockham(x: HostLines, spare: HostLines, n: number, lines: number): HostLines {
  const { radices, root } = planOf(n);
  let [from, to] = [x, spare];
  let rest = n;
  let stride = lines;
  for (const radix of radices) {
    rest /= radix;
    const pass = passes[radix] ?? anyRadix;
    pass(from, to, { radix, rest, stride, root, step: n / (rest * radix) });
    stride *= radix;
    [from, to] = [to, from];
  }
  return from;
}
