import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** A model, and the images on which it is explained. */
export interface Subject {
  readonly title: string;
  /** What the page is about; HTML. */
  readonly lead: string;
  readonly model: LayersModel;
  /** All that is measured, [count, rows, columns, channels]. */
  readonly images: Tensor4D;
  /** The class that is explained of each. */
  readonly targets: readonly number[];
  /** In which all pixels lie. */
  readonly range: readonly [low: number, high: number];
  readonly shown: readonly Shown[];
  /** Whose frequencies are averaged. */
  readonly groups: readonly Group[];
}

/** An image that is shown by itself. */
export interface Shown {
  /** Among all. */
  readonly index: number;
  /** In a table or a title; HTML. */
  readonly name: string;
  /** What the model says of it; HTML. */
  readonly answer: string;
}

export interface Group {
  readonly name: string;
  /** Indices of images. */
  readonly members: readonly number[];
}
