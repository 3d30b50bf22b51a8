import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';

/** What a classifier says of an image. */
export interface Answer {
  /** The class with the largest output. */
  readonly predicted: number;
  /** The outputs of all classes. */
  readonly outputs: readonly number[];
}

export async function answersOf(model: tfl.LayersModel, images: tf.Tensor4D): Promise<Answer[]> {
  const output = model.predict(images) as tf.Tensor2D;
  const rows = await output.array();
  tf.dispose(output);
  return rows.map((outputs) => ({
    predicted: outputs.indexOf(outputs.reduce((a, b) => Math.max(a, b))),
    outputs,
  }));
}
