import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { checkInput } from '../../src/model/checkInput';

const model = (shape: (number | null)[]) => {
  const input = tfl.input({ shape });
  return tfl.model({
    inputs: input,
    outputs: tfl.layers.activation({ activation: 'relu' }).apply(input) as tfl.SymbolicTensor,
  });
};

describe('checkInput', () => {
  it('accepts batches of any size, and any size where the model has none', () => {
    expect(() => checkInput(model([4, 3, 1]), tf.zeros([1, 4, 3, 1]))).not.toThrow();
    expect(() => checkInput(model([4, 3, 1]), tf.zeros([7, 4, 3, 1]))).not.toThrow();
    expect(() => checkInput(model([null, null, 1]), tf.zeros([2, 9, 1, 1]))).not.toThrow();
    expect(() => checkInput(model([5]), tf.zeros([2, 5]))).not.toThrow();
  });

  it('refuses other shapes and what is no tensor', () => {
    const refuse = (shape: (number | null)[], x: tf.Tensor, message: RegExp) =>
      expect(() => checkInput(model(shape), x)).toThrow(message);
    refuse([4, 3, 1], tf.zeros([4, 3, 1]), /^x must have rank 4, but its shape is \[4,3,1\]$/);
    refuse(
      [4, 3, 1],
      tf.zeros([1, 3, 4, 1]),
      /^the model takes \[any, 4, 3, 1\], but x is \[1, 3, 4, 1\]$/,
    );
    refuse(
      [null, 3, 1],
      tf.zeros([1, 3, 4, 1]),
      /^the model takes \[any, any, 3, 1\], but x is \[1, 3, 4, 1\]$/,
    );
    refuse([2], [[1, 2]] as unknown as tf.Tensor, /^x must be a tensor, but it is \[\[1, 2\]\]$/);
    const gone = tf.zeros([1, 2]);
    gone.dispose();
    refuse([2], gone, /^x is a disposed tensor of shape \[1,2\]$/);
  });
});
