/** Ranges of up to so many values are sorted by insertion. */
const SMALL = 16;

/**
 * The indices of `values` in ascending order. Equal values come in the order that NumPy's default `argsort` has without
 * vector instructions: a quicksort with the median of three (R. Sedgewick, Implementing quicksort programs, 1978) down
 * to 16 values, then insertion.
 */
export function argsort(values: readonly number[]): number[] {
  const indices = values.map((_, i) => i);
  sortRange(indices, values, 0, values.length - 1);
  return indices;
}

function sortRange(indices: number[], values: readonly number[], from: number, to: number): void {
  let [low, high] = [from, to];
  while (high - low >= SMALL) {
    const middle = partition(indices, values, low, high);
    if (middle - low < high - middle) {
      sortRange(indices, values, low, middle - 1);
      low = middle + 1;
    } else {
      sortRange(indices, values, middle + 1, high);
      high = middle - 1;
    }
  }
  insertionSort(indices, values, low, high);
}

/** Puts smaller values before the returned place and larger ones behind it; equal ones may lie on both sides. */
function partition(indices: number[], values: readonly number[], low: number, high: number) {
  const at = (i: number) => values[indices[i] as number] as number;
  const swap = (i: number, j: number) => {
    [indices[i], indices[j]] = [indices[j] as number, indices[i] as number];
  };
  const middle = low + ((high - low) >> 1);
  if (at(middle) < at(low)) swap(middle, low);
  if (at(high) < at(middle)) swap(high, middle);
  if (at(middle) < at(low)) swap(middle, low);
  const median = at(middle);
  swap(middle, high - 1);
  let [i, j] = [low, high - 1];
  while (true) {
    do i++;
    while (at(i) < median);
    do j--;
    while (median < at(j));
    if (i >= j) break;
    swap(i, j);
  }
  swap(i, high - 1);
  return i;
}

function insertionSort(indices: number[], values: readonly number[], low: number, high: number) {
  for (let i = low + 1; i <= high; i++) {
    const moved = indices[i] as number;
    let j = i;
    while (j > low && (values[moved] as number) < (values[indices[j - 1] as number] as number)) {
      indices[j] = indices[j - 1] as number;
      j--;
    }
    indices[j] = moved;
  }
}
