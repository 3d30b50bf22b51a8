import * as tf from '@tensorflow/tfjs-core';
import { classNameOf } from './classNameOf';
import type { Call, Value } from './flatGraph';
import { applyLayer } from './graph';
import { isSoftmax } from './isSoftmax';
import { keepsSoftmax, withoutActivation } from './logits';

/** Adds what a call gives to the values that are known. */
export function evaluateCall(
  { layer, inputs, outputs }: Call,
  values: Map<Value, tf.Tensor>,
): void {
  const given = inputs.map((value) => values.get(value) as tf.Tensor);
  const results = [applyLayer(layer, given)].flat() as tf.Tensor[];
  for (const [i, result] of results.entries()) values.set(outputs[i] as Value, result);
}

/** What reshapings at the end of a graph read. */
export function beforeReshaping(output: Value): Value {
  const { call } = output;
  return call && keepsSoftmax(call.layer) ? beforeReshaping(call.inputs[0] as Value) : output;
}

/** The output without a final softmax. */
export function logitsOf(output: Value, valueAt: (value: Value) => tf.Tensor): tf.Tensor {
  const last = beforeReshaping(output);
  const { call } = last;
  if (!call || !isSoftmax(call.layer)) return valueAt(output);
  const inputs = call.inputs.map(valueAt);
  const logits =
    classNameOf(call.layer) === 'Softmax'
      ? (inputs[0] as tf.Tensor)
      : (applyLayer(withoutActivation(call.layer), inputs) as tf.Tensor);
  return asOutput(logits, output);
}

/** [batch, ...] in the shape of the output. */
export const asOutput = (logits: tf.Tensor, { shape }: Value): tf.Tensor =>
  tf.reshape(logits, [logits.shape[0] as number, ...(shape.slice(1) as number[])]);

/** The logits that follow from one value of a graph. */
export function logitsFrom(output: Value, known: Value, tensor: tf.Tensor): tf.Tensor {
  const values = new Map([[known, tensor]]);
  const valueAt = (value: Value): tf.Tensor => {
    if (!values.has(value)) {
      const call = value.call as Call;
      for (const input of call.inputs) valueAt(input);
      evaluateCall(call, values);
    }
    return values.get(value) as tf.Tensor;
  };
  return logitsOf(output, valueAt);
}
