import { check } from '../../internal/check';
import { named } from '../../internal/named';
import { shown } from '../../internal/shown';
import { counted, joined, type KernelSelection } from './kernelSelection';

/**
 * The selection of all images together, in the order of the parts: what {@link selectKernels} gives for them in one run
 * with the same model and options. `images` are counted on from part to part. Where images are drawn, each part needs its
 * `firstImage` to draw those of the one run.
 *
 * @throws without a selection, on selections of other numbers of kernels or classes, and on what is no selection
 */
export function mergeSelections(...selections: readonly KernelSelection[]): KernelSelection {
  return named('mergeSelections', () => {
    const [first] = selections;
    check(first !== undefined, 'at least one selection is needed, but there is none');
    for (const [i, selection] of selections.entries()) checkSelection(`selection ${i}`, selection);
    const [kernels, classes] = sizeOf(first);
    for (const [i, selection] of selections.entries()) {
      const size = sizeOf(selection);
      check(
        size[0] === kernels && size[1] === classes,
        `selection 0 is of ${kernels} kernels and ${classes} classes, but selection ${i} of ${size[0]} and ${size[1]}`,
      );
    }
    return counted(joined(selections), kernels, classes);
  });
}

/** What a selection consists of, besides `images` and `given`. */
const lists = [
  ...(['rankings', 'errors', 'selected', 'predicted'] as const),
  ...(['histogram', 'histogramByClass'] as const),
] as const;

/** Refuses other data, and selections in which images and what is said of them do not fit together. */
function checkSelection(name: string, selection: KernelSelection): void {
  check(
    lists.every((list) => Array.isArray(selection?.[list])),
    `${name} must be what selectKernels gives, but it is ${shown(selection)}`,
  );
  const { images, given, rankings, errors, selected, predicted } = selection;
  check(
    Array.isArray(images) && Number.isInteger(given),
    `${name} must say of which \`images\` it is, and how many were \`given\`, but it says ${images} and ${given}`,
  );
  for (const [list, { length }] of Object.entries({ rankings, errors, selected, predicted })) {
    check(
      length === images.length,
      `${name} must have an entry of ${list} for each of ${images.length} images, but has ${length}`,
    );
  }
  let before = -1;
  for (const image of images) {
    check(
      Number.isInteger(image) && image > before && image < given,
      `images of ${name} must be integers from 0 to ${given - 1}, ascending, but ${image} comes after ${before}`,
    );
    before = image;
  }
}

const sizeOf = ({ histogram, histogramByClass }: KernelSelection) =>
  [histogram.length, histogramByClass.length] as const;
