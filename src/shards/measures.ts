import type { ConfusionMatrix } from '../metrics/confusionMatrix';
import { mergeConfusionMatrices } from '../metrics/mergeConfusionMatrices';
import type { MeanMap } from '../relevance/batches/meanMap';
import { mergeMeanMaps } from '../relevance/batches/mergeMeanMaps';
import type { FlippingCurve } from '../relevance/evaluation/flippingCurve';
import { mergeFlippingCurves } from '../relevance/evaluation/mergeFlippingCurves';
import { addErrors } from '../relevance/frequency/addErrors';
import {
  checkedFrequencyErrors,
  type FrequencyErrors,
} from '../relevance/frequency/frequencyErrors';
import type { KernelSelection } from '../relevance/selection/kernelSelection';
import { mergeSelections } from '../relevance/selection/mergeSelections';
import { addHistograms, checkedHistogram, type KernelHistogram } from './kernelHistogram';

/** What a shard may hold, by its name: the answer of a function for the images of the shard. */
export interface MeasureValues {
  /** Of `selectKernels`. */
  readonly selection: KernelSelection;
  /** Of `selectKernels`, without what is known of each image: for data sets whose selections are too large. */
  readonly kernelHistogram: KernelHistogram;
  /** Of `pixelFlipping`, `pixelInsertion`, `frequencyFlipping` or `frequencyInsertion`. */
  readonly flippingCurve: FlippingCurve;
  /** Of `fourierHeatmap`; its tensor is left out. */
  readonly fourierHeatmap: FrequencyErrors;
  /** Of `meanMap`. */
  readonly meanMap: MeanMap;
  /** Of `confusionMatrix`. */
  readonly confusionMatrix: ConfusionMatrix;
}

/** The names of what a shard may hold. */
export type Measure = keyof MeasureValues;

interface MeasureRules<V> {
  /** That of all images together, plain data that shares nothing with the parts, in their order. Refuses what does not fit. */
  readonly merged: (parts: readonly V[]) => V;
  /** How many images it is of. */
  readonly images: (value: V) => number;
}

/** A new measure is a row here, and its type above. */
export const measures: { readonly [M in Measure]: MeasureRules<MeasureValues[M]> } = {
  selection: {
    merged: (parts) => withOwnRows(mergeSelections(...parts)),
    images: ({ given }) => given,
  },
  kernelHistogram: {
    merged: (parts) =>
      addHistograms(parts.map((part, i) => checkedHistogram(`histogram ${i}`, part))),
    images: ({ given }) => given,
  },
  flippingCurve: {
    merged: (parts) => mergeFlippingCurves(...parts),
    images: ({ count }) => count,
  },
  fourierHeatmap: {
    merged: (parts) =>
      addErrors(parts.map((part, i) => checkedFrequencyErrors(`heat map ${i}`, part))),
    images: ({ count }) => count,
  },
  meanMap: {
    merged: (parts) => mergeMeanMaps(...parts),
    images: ({ count }) => count,
  },
  confusionMatrix: {
    merged: (parts) => mergeConfusionMatrices(...parts),
    images: (matrix) => matrix.flat().reduce((sum, count) => sum + count, 0),
  },
};

/** mergeSelections leaves what is known of each image in the arrays of the parts. */
function withOwnRows(selection: KernelSelection): KernelSelection {
  const copied = (rows: readonly (readonly number[])[]) => rows.map((row) => [...row]);
  const { rankings, errors, selected } = selection;
  return {
    ...selection,
    ...{ rankings: copied(rankings), errors: copied(errors), selected: copied(selected) },
  };
}

export const measureNames = Object.keys(measures) as Measure[];
