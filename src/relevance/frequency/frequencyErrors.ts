import * as tf from '@tensorflow/tfjs-core';
import { checkKind, reading } from '../../internal/check';
import { integer, listOf, object } from '../../internal/kinds';

/** Errors of a classifier by frequency, as plain data: JSON and postMessage carry them, and those of parts add up. */
export interface FrequencyErrors {
  /** [rows][columns], zero frequency in the centre: how many of the images are classified wrongly. */
  readonly errors: readonly (readonly number[])[];
  /** How many images there are. */
  readonly count: number;
}

/** What fourierHeatmap finds. */
export interface FourierHeatmap extends FrequencyErrors {
  /** [rows, columns], zero frequency in the centre: the share of the images that are classified wrongly. */
  readonly errorRate: tf.Tensor2D;
}

/** With the error rates as a tensor. */
export const heatmapOf = ({ errors, count }: FrequencyErrors): FourierHeatmap => ({
  errorRate: tf.tensor2d(errors.map((row) => row.map((wrong) => wrong / count))),
  ...{ errors, count },
});

/** A copy as plain data, without the tensor. Refuses what is no count of errors. */
export function checkedFrequencyErrors(name: string, given: FrequencyErrors): FrequencyErrors {
  return reading(name, () => {
    checkKind(name, given, object);
    const { errors, count } = given;
    checkKind(`count of ${name}`, count, integer(1));
    checkKind(`errors of ${name}`, errors, listOf(listOf(integer(0, count), 1), 1));
    const columns = errors[0]?.length as number;
    checkKind(`errors of ${name}`, errors, listOf(listOf(integer(0, count), columns, columns)));
    return { errors: errors.map((row) => [...row]), count };
  });
}
