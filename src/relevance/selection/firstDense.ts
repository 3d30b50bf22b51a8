import { classNameOf } from '../../model/classNameOf';
import { type Call, callsOf, type FlatGraph, type Value } from '../../model/flatGraph';
import { isReshaping } from '../../model/linearStep';

/** The dense layer with which a graph of one input begins, reshapings apart; undefined where it begins otherwise. */
export function firstDense(graph: FlatGraph): Call | undefined {
  const calls = callsOf(graph);
  let value = graph.inputs[0] as Value;
  for (;;) {
    const [call, ...others] = calls.filter(({ inputs }) => inputs.includes(value));
    if (!call || others.length > 0 || graph.outputs.includes(value)) return undefined;
    if (classNameOf(call.layer) === 'Dense' && value.shape.length === 2) return call;
    if (!isReshaping(call)) return undefined;
    value = call.outputs[0] as Value;
  }
}
