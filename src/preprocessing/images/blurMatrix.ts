import { itemAt } from '../../internal/itemAt';

/** From a standard deviation of so many periods on, weights differ by less than 2e-7 of their mean. */
const LEVEL = 1000;

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
  const matrix = new Float32Array(n * n);
  if (sigma >= LEVEL * period) return matrix.fill(1 / n);
  const { folded, total } = foldedWeights(period, sigma, radius);
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const direct = itemAt(folded, (j - i + period) % period);
      const mirrored = itemAt(folded, period - 1 - j - i);
      matrix[at++] = (direct + mirrored) / total;
    }
  }
  return matrix;
}

/** The weights by offset modulo the period, and their sum. */
function foldedWeights(period: number, sigma: number, radius: number) {
  const folded = new Float64Array(period);
  let total = 0;
  const add = (offset: number, weight: number) => {
    folded[offset] = itemAt(folded, offset) + weight;
    total += weight;
  };
  add(0, 1);
  for (let d = 1; d <= radius; d++) {
    const weight = Math.exp(-0.5 * (d / sigma) ** 2);
    const offset = d % period;
    add(offset, weight);
    add((period - offset) % period, weight);
  }
  return { folded, total };
}
