import { reading } from '../internal/check';
import { checkedConfusionMatrix } from '../metrics/checkedConfusionMatrix';
import type { ConfusionMatrix } from '../metrics/confusionMatrix';
import { addMatrices } from '../metrics/mergeConfusionMatrices';
import type { MeanMap } from '../relevance/batches/meanMap';
import { checkedMeanMap, joinMeanMaps } from '../relevance/batches/mergeMeanMaps';
import type { FlippingCurve } from '../relevance/evaluation/flippingCurve';
import { checkedFlippingCurve, joinCurves } from '../relevance/evaluation/mergeFlippingCurves';
import { addErrors } from '../relevance/frequency/addErrors';
import {
  checkedFrequencyErrors,
  type FrequencyErrors,
} from '../relevance/frequency/frequencyErrors';
import { checkSelection } from '../relevance/selection/checkSelection';
import type { KernelSelection } from '../relevance/selection/kernelSelection';
import { joinSelections } from '../relevance/selection/mergeSelections';
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
  /** A copy as plain data. Refuses what the function does not give. */
  readonly checked: (name: string, value: V) => V;
  /** That of all images together, of checked parts in their order. Refuses those that do not fit. */
  readonly merged: (parts: readonly V[]) => V;
  /** How many images it is of. */
  readonly images: (value: V) => number;
}

/** A new measure is a row here, and its type above. */
export const measures: { readonly [M in Measure]: MeasureRules<MeasureValues[M]> } = {
  selection: {
    checked: checkedSelection,
    merged: joinSelections,
    images: ({ given }) => given,
  },
  kernelHistogram: {
    checked: checkedHistogram,
    merged: addHistograms,
    images: ({ given }) => given,
  },
  flippingCurve: {
    checked: checkedFlippingCurve,
    merged: joinCurves,
    images: ({ count }) => count,
  },
  fourierHeatmap: {
    checked: checkedFrequencyErrors,
    merged: addErrors,
    images: ({ count }) => count,
  },
  meanMap: {
    checked: checkedMeanMap,
    merged: joinMeanMaps,
    images: ({ count }) => count,
  },
  confusionMatrix: {
    checked: (_, matrix) => checkedConfusionMatrix(matrix),
    merged: addMatrices,
    images: (matrix) => matrix.flat().reduce((sum, count) => sum + count, 0),
  },
};

function checkedSelection(name: string, given: KernelSelection): KernelSelection {
  return reading(name, () => {
    checkSelection(name, given);
    const selection = joinSelections([given]);
    const copied = (rows: readonly (readonly number[])[]) => rows.map((row) => [...row]);
    const { rankings, errors, selected } = selection;
    return {
      ...selection,
      ...{ rankings: copied(rankings), errors: copied(errors), selected: copied(selected) },
    };
  });
}

export const measureNames = Object.keys(measures) as Measure[];
