import { check } from '../../internal/check';
import { named } from '../../internal/named';
import { shown } from '../../internal/shown';
import { counted, joined, type KernelSelection } from './kernelSelection';

/**
 * The selection of all images together, in the order of the parts: what {@link selectKernels} gives for them in one run
 * with the same model and options.
 *
 * @throws without a selection, and on selections of other numbers of kernels or classes
 */
export function mergeSelections(...selections: readonly KernelSelection[]): KernelSelection {
  return named('mergeSelections', () => {
    const [first] = selections;
    check(first !== undefined, 'at least one selection is needed, but there is none');
    for (const [i, selection] of selections.entries()) {
      check(
        lists.every((list) => Array.isArray(selection?.[list])),
        `selection ${i} must be what selectKernels gives, but it is ${shown(selection)}`,
      );
    }
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

/** What a selection consists of. */
const lists = [
  ...(['rankings', 'errors', 'selected', 'predicted'] as const),
  ...(['histogram', 'histogramByClass'] as const),
] as const;

const sizeOf = ({ histogram, histogramByClass }: KernelSelection) =>
  [histogram.length, histogramByClass.length] as const;
