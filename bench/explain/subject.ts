import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Inputs of each model. */
export const COUNT = 10;

/** A model, and inputs of the kind that it was made for. */
export interface Subject {
  readonly name: string;
  readonly kind: 'images' | 'signals' | 'rows';
  readonly model: LayersModel;
  /** [count, …] */
  readonly x: tf.Tensor;
  /** What the values of all inputs lie in. */
  readonly range: readonly [low: number, high: number];
  /** An input that says nothing: black pixels, the mean of all spectra. */
  readonly empty: number | tf.Tensor;
}
