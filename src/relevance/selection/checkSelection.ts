import { check, checkKind } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { integer, listOf, numberFrom, object } from '../../internal/kinds';
import { shown } from '../../internal/shown';
import { counted, type KernelSelection } from './kernelSelection';

/** No selection has more kernels or classes, or images. */
const MOST_COUNTS = 1e6;
const MOST_IMAGES = 1e9;

/** Refuses what {@link selectKernels} could not have given: other data, and data that do not fit together. */
export function checkSelection(name: string, selection: KernelSelection): void {
  checkKind(name, selection, object);
  const { images, given, histogram, histogramByClass } = selection;
  const counts = listOf(integer(0), 1, MOST_COUNTS);
  checkKind(`given of ${name}`, given, integer(0, MOST_IMAGES));
  checkKind(`images of ${name}`, images, listOf(integer(0, given - 1), 0, given));
  checkKind(`histogram of ${name}`, histogram, counts);
  const ofClass = listOf(integer(0), histogram.length, histogram.length);
  checkKind(`histogramByClass of ${name}`, histogramByClass, listOf(ofClass, 1, MOST_COUNTS));
  checkOrder(name, images);
  checkLists(name, selection);
  for (const [i, ranking] of selection.rankings.entries()) {
    checkHead(`${name}, image ${itemAt(images, i)}`, ranking, itemAt(selection.selected, i));
  }
  checkCounts(name, selection);
}

function checkOrder(name: string, images: readonly number[]): void {
  let before = -1;
  for (const image of images) {
    check(
      image > before,
      `images of ${name} must be ascending, but ${image} comes after ${before}`,
    );
    before = image;
  }
}

/** What is said of each image: of all its kernels, or of some, or of its class. */
function checkLists(name: string, selection: KernelSelection): void {
  const { histogram, histogramByClass, rankings, errors, selected, predicted } = selection;
  const { length: n } = selection.images;
  const { length: kernels } = histogram;
  const kernel = integer(0, kernels - 1);
  const ofEach = {
    rankings: [rankings, listOf(kernel, kernels, kernels)],
    errors: [errors, listOf(numberFrom(0), kernels, kernels)],
    selected: [selected, listOf(kernel, 0, kernels)],
    predicted: [predicted, integer(0, histogramByClass.length - 1)],
  } as const;
  for (const [list, [values, kind]] of Object.entries(ofEach)) {
    checkKind(`${list} of ${name}`, values, listOf(kind, n, n));
  }
}

function checkHead(name: string, ranking: readonly number[], selected: readonly number[]): void {
  check(
    new Set(ranking).size === ranking.length,
    `the ranking of ${name} must name each kernel once, but it is ${shown(ranking)}`,
  );
  check(
    selected.every((kernel, i) => kernel === ranking[i]),
    `the kernels selected of ${name} must be the first of its ranking, but they are ${shown(selected)} of ${shown(ranking)}`,
  );
}

/** Refuses histograms that do not count what is selected. */
function checkCounts(name: string, selection: KernelSelection): void {
  const all = ({ histogram, histogramByClass }: KernelSelection) => [
    histogram,
    ...histogramByClass,
  ];
  const lists = all(selection);
  const right = all(counted(selection, itemAt(lists, 0).length, lists.length - 1));
  for (const [i, counts] of lists.entries()) {
    const expected = itemAt(right, i);
    check(
      counts.every((count, kernel) => count === expected[kernel]),
      `histogram${i === 0 ? '' : `ByClass[${i - 1}]`} of ${name} must count its selected kernels, ${shown(expected)}, but it is ${shown(counts)}`,
    );
  }
}
