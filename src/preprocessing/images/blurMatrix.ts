import { itemAt } from '../../internal/itemAt';

/**
 * Gaussian blur of a line of n values as a matrix, float64 throughout.
 *
 * Weights exp(-d²/2σ²) for |d| <= radius, normalised to sum 1. Reflecting the border with the edge
 * repeated makes the line periodic in 2n: … b a | a b … y z | z y …, so that the value at j is met at
 * offset j - i and, mirrored, at -1 - j - i. Weights are therefore summed by offset modulo 2n first,
 * which holds for any radius, also beyond the line's own length.
 *
 * @returns [n, n] in rows; symmetric, since the weights are
 */
export function blurMatrix(n: number, sigma: number, radius: number): Float32Array {
  const period = 2 * n;
  const folded = new Float64Array(period);
  let total = 0;
  for (let d = -radius; d <= radius; d++) {
    const weight = Math.exp(-0.5 * (d / sigma) ** 2);
    const offset = ((d % period) + period) % period;
    folded[offset] = itemAt(folded, offset) + weight;
    total += weight;
  }
  return Float32Array.from({ length: n * n }, (_, index) => {
    const i = Math.floor(index / n);
    const j = index % n;
    const direct = itemAt(folded, (j - i + period) % period);
    const mirrored = itemAt(folded, period - 1 - j - i);
    return (direct + mirrored) / total;
  });
}
