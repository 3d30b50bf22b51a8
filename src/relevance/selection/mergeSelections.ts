import { check, reading } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { named } from '../../internal/named';
import { checkSelection } from './checkSelection';
import { counted, joined, type KernelSelection } from './kernelSelection';

/**
 * The selection of all images together, in the order of the parts: what {@link selectKernels} gives for them in one run
 * with the same model and options. `images` are counted on from part to part. Where images are drawn, each part needs its
 * `firstImage` to draw those of the one run.
 *
 * @param selections of parts of the images, in their order
 * @returns the selection of all of them
 * @throws without a selection, on selections of other numbers of kernels or classes, and on what is no selection or does not
 *   fit together, as histograms that count other kernels than those selected
 * @example
 * const [first, second] = tf.split(x, 2);
 * const parts = [await selectKernels(model, first as tf.Tensor), await selectKernels(model, second as tf.Tensor)];
 * mergeSelections(...parts).images; // → [0, 1]
 */
export function mergeSelections(...selections: readonly KernelSelection[]): KernelSelection {
  return named('mergeSelections', () => {
    check(selections.length > 0, 'at least one selection is needed, but there is none');
    for (const [i, selection] of selections.entries()) {
      const name = `selection ${i}`;
      reading(name, () => checkSelection(name, selection));
    }
    return joinSelections(selections);
  });
}

/** The same of selections that are known to be some; what is known of each image stays in the arrays of the parts. */
export function joinSelections(selections: readonly KernelSelection[]): KernelSelection {
  const [kernels, classes] = sizeOf(itemAt(selections, 0));
  for (const [i, selection] of selections.entries()) {
    const size = sizeOf(selection);
    check(
      size[0] === kernels && size[1] === classes,
      `selection 0 is of ${kernels} kernels and ${classes} classes, but selection ${i} of ${size[0]} and ${size[1]}`,
    );
  }
  return counted(joined(selections), kernels, classes);
}

const sizeOf = ({ histogram, histogramByClass }: KernelSelection) =>
  [histogram.length, histogramByClass.length] as const;
