import type * as tf from '@tensorflow/tfjs-core';
import { classNameOf } from '../model/classNameOf';
import type { Call, Value } from '../model/flatGraph';
import { applyLayer } from '../model/graph';
import { withoutActivation } from '../model/logits';
import { isSoftmax } from './isSoftmax';

/** Adds what a call gives to the values that are known. */
export function evaluateCall(
  { layer, inputs, outputs }: Call,
  values: Map<Value, tf.Tensor>,
): void {
  const given = inputs.map((value) => values.get(value) as tf.Tensor);
  const results = [applyLayer(layer, given)].flat() as tf.Tensor[];
  for (const [i, result] of results.entries()) values.set(outputs[i] as Value, result);
}

/** The output without a final softmax. */
export function logitsOf(output: Value, valueAt: (value: Value) => tf.Tensor): tf.Tensor {
  const { call } = output;
  if (!call || !isSoftmax(call.layer)) return valueAt(output);
  const inputs = call.inputs.map(valueAt);
  if (classNameOf(call.layer) === 'Softmax') return inputs[0] as tf.Tensor;
  return applyLayer(withoutActivation(call.layer), inputs) as tf.Tensor;
}

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
