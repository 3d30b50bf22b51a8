import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

const LARGE = 2 ** 12;

/**
 * The Jacobian of a model of linear layers by tf.js' own layers: what they give for every unit input, less what they give
 * for zeros.
 *
 * @returns [inputs, outputs]
 */
export function denseJacobian(model: LayersModel, inputShape?: readonly number[]): tf.Tensor2D {
  const shape = inputShape ?? (model.inputs[0]?.shape.slice(1) as number[]);
  const inputs = tf.util.sizeFromShape([...shape]);
  return tf.tidy(() => {
    const apply = (x: tf.Tensor) => model.predict(x) as tf.Tensor;
    // large, so that the biases do not take digits away
    const units = tf.mul(tf.reshape(tf.eye(inputs), [inputs, ...shape]), LARGE);
    const constant = apply(tf.zeros([1, ...shape]));
    return tf.reshape(tf.div(tf.sub(apply(units), constant), LARGE), [inputs, -1]);
  });
}
