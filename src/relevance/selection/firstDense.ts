import { itemAt } from '../../internal/itemAt';
import { type Call, callsOf, type Graph, readersOf } from '../../model/graph';
import { kindOf } from '../../model/layerKinds';
import { isReshaping } from '../../model/shapedRun';

/** The dense layer with which a graph of one input begins, reshapings apart; undefined where it begins otherwise. */
export function firstDense(graph: Graph): Call | undefined {
  const calls = callsOf(graph);
  let value = itemAt(graph.inputs, 0);
  for (;;) {
    const [call, ...others] = readersOf(value, calls);
    if (!call || others.length > 0 || graph.outputs.includes(value)) return undefined;
    if (kindOf(call.layer).weights === 'dense' && value.shape.length === 2) return call;
    if (!isReshaping(call)) return undefined;
    value = itemAt(call.outputs, 0);
  }
}
