import { check, checkKind, reading } from '../internal/check';
import { itemAt } from '../internal/itemAt';
import { integer, listOf, object } from '../internal/kinds';
import type { KernelSelection } from '../relevance/selection/kernelSelection';

/** How many images need each kernel: what counts of a {@link KernelSelection}, without what is known of each image. */
export interface KernelHistogram extends Pick<KernelSelection, 'given'> {
  /** How many of the images were looked at. */
  readonly looked: number;
  /** For each kernel, the number of the images looked at that need it. */
  readonly histogram: readonly number[];
  /** The same for the images of each predicted class: [class][kernel]. */
  readonly histogramByClass: readonly (readonly number[])[];
}

/** A copy as plain data. Refuses what counts no images. */
export function checkedHistogram(name: string, value: KernelHistogram): KernelHistogram {
  return reading(name, () => {
    checkKind(name, value, object);
    const { given, looked, histogram, histogramByClass } = value;
    checkKind(`given of ${name}`, given, integer(1));
    checkKind(`looked of ${name}`, looked, integer(0, given));
    const count = integer(0, looked);
    checkKind(`histogram of ${name}`, histogram, listOf(count, 1));
    const { length } = histogram;
    const byClass = listOf(listOf(count, length, length), 1);
    checkKind(`histogramByClass of ${name}`, histogramByClass, byClass);
    const all = sumOf(histogramByClass);
    const at = histogram.findIndex((needed, kernel) => needed !== all[kernel]);
    check(
      at < 0,
      `histogramByClass of ${name} must add up to its histogram, but of kernel ${at} it does not`,
    );
    return {
      ...{ given, looked, histogram: [...histogram] },
      histogramByClass: histogramByClass.map((row) => [...row]),
    };
  });
}

/** That of all images together. Refuses those of other numbers of kernels or classes. */
export function addHistograms(parts: readonly KernelHistogram[]): KernelHistogram {
  const sizeOf = ({ histogram, histogramByClass }: KernelHistogram) =>
    `${histogram.length} kernels and ${histogramByClass.length} classes`;
  const size = sizeOf(itemAt(parts, 0));
  for (const [i, part] of parts.entries()) {
    check(
      sizeOf(part) === size,
      `histogram 0 is of ${size}, but histogram ${i} of ${sizeOf(part)}`,
    );
  }
  const sum = (of: 'given' | 'looked') => parts.reduce((all, part) => all + part[of], 0);
  return {
    ...{ given: sum('given'), looked: sum('looked') },
    histogram: sumOf(parts.map(({ histogram }) => histogram)),
    histogramByClass: itemAt(parts, 0).histogramByClass.map((_, label) =>
      sumOf(parts.map(({ histogramByClass }) => itemAt(histogramByClass, label))),
    ),
  };
}

/** Position by position. */
const sumOf = (rows: readonly (readonly number[])[]): number[] =>
  itemAt(rows, 0).map((_, i) => rows.reduce((sum, row) => sum + itemAt(row, i), 0));
