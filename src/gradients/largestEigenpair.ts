import { itemAt } from '../internal/itemAt';

/** An eigenvalue, and the last component of its eigenvector of length 1, without its sign. */
export interface Eigenpair {
  readonly value: number;
  readonly last: number;
}

/** Halvings that leave nothing of float64 to find. */
const HALVINGS = 60;

/**
 * The largest eigenvalue of a symmetric tridiagonal matrix, by bisection with Sturm sequences (Givens 1954).
 *
 * @param beside from the first row on; no zeros
 */
export function largestEigenpair(
  diagonal: readonly number[],
  beside: readonly number[],
): Eigenpair {
  const radius = (i: number) => Math.abs(beside[i - 1] ?? 0) + Math.abs(beside[i] ?? 0);
  let low = Math.max(...diagonal);
  let high = Math.max(...diagonal.map((a, i) => a + radius(i)));
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (isAbove(middle, diagonal, beside)) high = middle;
    else low = middle;
  }
  return { value: high, last: lastComponent(high, diagonal, beside) };
}

/** Whether all eigenvalues are less. */
function isAbove(x: number, diagonal: readonly number[], beside: readonly number[]): boolean {
  let pivot = -1;
  return diagonal.every((a, i) => {
    const b = beside[i - 1] ?? 0;
    pivot = a - x - (b * b) / pivot;
    return pivot < 0;
  });
}

/** The components before it follow from row to row, upwards. */
function lastComponent(
  value: number,
  diagonal: readonly number[],
  beside: readonly number[],
): number {
  let [below, at, squares] = [0, 1, 1];
  for (let i = diagonal.length - 1; i > 0 && squares < Number.MAX_VALUE; i--) {
    const above =
      ((value - itemAt(diagonal, i)) * at - (beside[i] ?? 0) * below) / itemAt(beside, i - 1);
    [below, at] = [at, above];
    squares += above * above;
  }
  return 1 / Math.sqrt(squares);
}
