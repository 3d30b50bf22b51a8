import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';

/** A named tensor. */
export interface Named {
  readonly name: string;
  readonly tensor: tf.Tensor;
}

/** A named tensor on the host. */
export interface TensorValues {
  readonly name: string;
  readonly shape: number[];
  readonly values: tf.TypedArray;
}

export const valuesOf = (tensors: readonly Named[]): Promise<TensorValues[]> =>
  Promise.all(
    tensors.map(async ({ name, tensor }) => ({
      ...{ name, shape: tensor.shape },
      values: await tensor.data(),
    })),
  );

/** The weights of a model, in its order. */
export const weightsOf = (model: tfl.LayersModel): Promise<TensorValues[]> =>
  valuesOf(model.getWeights().map((tensor, i) => ({ name: `${i}`, tensor })));

/** Calls a function with tensors of these values, which are disposed afterwards. */
export async function withTensors(
  all: readonly TensorValues[],
  use: (tensors: Named[]) => void | Promise<void>,
): Promise<void> {
  const tensors = all.map(({ name, shape, values }) => ({
    name,
    tensor: tf.tensor(values, shape),
  }));
  try {
    await use(tensors);
  } finally {
    tf.dispose(tensors.map(({ tensor }) => tensor));
  }
}
