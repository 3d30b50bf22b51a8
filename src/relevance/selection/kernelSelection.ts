import { itemAt } from '../../internal/itemAt';

/** Which kernels matter, by {@link selectKernels}: plain data, which JSON and postMessage carry. */
export interface KernelSelection {
  /** The images that were looked at: their numbers among those given, ascending from 0. All but where some were drawn. */
  readonly images: readonly number[];
  /** How many images were given, drawn or not. */
  readonly given: number;
  /** For each of these images, the kernels (channels of g) from the most to the least harmful when removed. */
  readonly rankings: readonly (readonly number[])[];
  /**
   * For each of these images, the error of the model that keeps the first kernel of its ranking alone, the first two, and
   * so on: the mean over the logits of |approximate - full|.
   */
  readonly errors: readonly (readonly number[])[];
  /** For each of these images, the shortest head of its ranking that is enough; the whole ranking where none is. */
  readonly selected: readonly (readonly number[])[];
  /** For each of these images, the class of the full model's largest logit. */
  readonly predicted: readonly number[];
  /** For each kernel, the number of these images that need it. */
  readonly histogram: readonly number[];
  /** The same for the images of each predicted class: [class][kernel]. */
  readonly histogramByClass: readonly (readonly number[])[];
}

/** What is known of images before they are counted. */
export type CountlessSelection = Omit<KernelSelection, 'histogram' | 'histogramByClass'>;

/** A selection of so many kernels and classes, with its histograms. */
export function counted(
  selection: CountlessSelection,
  kernels: number,
  classes: number,
): KernelSelection {
  const histogramByClass = Array.from({ length: classes }, () =>
    new Array<number>(kernels).fill(0),
  );
  for (const [image, needed] of selection.selected.entries()) {
    const counts = itemAt(histogramByClass, itemAt(selection.predicted, image));
    for (const kernel of needed) counts[kernel] = itemAt(counts, kernel) + 1;
  }
  const histogram = Array.from({ length: kernels }, (_, kernel) =>
    histogramByClass.reduce((sum, counts) => sum + itemAt(counts, kernel), 0),
  );
  return { ...selection, histogram, histogramByClass };
}

/** Those of several parts, whose images were given one part after the other. */
export function joined(parts: readonly CountlessSelection[]): CountlessSelection {
  let given = 0;
  const images: number[] = [];
  for (const part of parts) {
    for (const image of part.images) images.push(given + image);
    given += part.given;
  }
  return {
    ...{ images, given },
    rankings: parts.flatMap(({ rankings }) => rankings),
    errors: parts.flatMap(({ errors }) => errors),
    selected: parts.flatMap(({ selected }) => selected),
    predicted: parts.flatMap(({ predicted }) => predicted),
  };
}
