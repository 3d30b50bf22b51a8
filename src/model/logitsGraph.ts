import { itemAt } from '../internal/itemAt';
import { activationOfCall } from './activationOf';
import { callOn, type Graph, type Value } from './graph';
import { configOf } from './layerConfig';
import { isKnown, kindOf } from './layerKinds';

/** What of a classifier is meant: the values before its final activation, or what the model returns. */
export type Output = 'logits' | 'probabilities';

/**
 * The same graph up to its logits: the softmax, logSoftmax, sigmoid or hardSigmoid that made an output is left out, be it
 * a layer of its own or the activation of the last layer; layers behind it that only move values follow on its input. Not
 * so where several softmaxes end side by side, as by a Flatten: the class of their largest output need not be that of the largest logit.
 */
export function logitsGraph<G extends Pick<Graph, 'outputs'>>(graph: G): G {
  return { ...graph, outputs: graph.outputs.map(logitsOf) };
}

function logitsOf(output: Value): Value {
  const end = endOf(output);
  if (!end) return output;
  const [, classes, ...more] = output.shape;
  const isOne = more.length > 0 || end.classes === undefined || end.classes === classes;
  return isOne ? end.logits : output;
}

/** Whether the last thing that makes an output turns logits into probabilities. */
export const endsInProbabilities = (output: Value): boolean => endOf(output) !== undefined;

/** The values before a final activation, and what that is. */
interface End {
  readonly logits: Value;
  readonly activation: string;
  /** Over how many values a softmax goes. */
  readonly classes?: number | null | undefined;
}

const overClasses = /^(softmax|logSoftmax)$/;
const eachAlone = /^(sigmoid|hardSigmoid3?)$/;

function endOf({ call }: Value): End | undefined {
  // what layers of others do with their activation is not known
  if (!call || !isKnown(call.layer)) return undefined;
  const { layer, inputs } = call;
  const { moves, isSoftmax } = kindOf(layer);
  if (isSoftmax) {
    const logits = itemAt(inputs, 0);
    const axis = itemAt([configOf(layer).axis ?? -1].flat(), 0);
    return { logits, activation: 'softmax', classes: logits.shape.at(axis) };
  }
  const activation = activationOfCall(call);
  const again = (given: readonly Value[], isBare: boolean) => {
    const shapes = call.outputs.map(({ shape }) => shape);
    return itemAt(callOn(layer, given, shapes, isBare).outputs, 0);
  };
  if (overClasses.test(activation) || eachAlone.test(activation)) {
    const logits = again(inputs, true);
    const classes = overClasses.test(activation) ? logits.shape.at(-1) : undefined;
    return { logits, activation, classes };
  }
  const ends = moves && activation === 'linear' ? inputs.map(endOf) : [];
  const logits = ends.flatMap((end) => end?.logits ?? []);
  if (ends.length === 0 || logits.length < ends.length || !canBeJoined(ends)) return undefined;
  return { ...(ends[0] as End), logits: again(logits, false) };
}

/** Of joined parts, the largest output must be that of the largest logit. */
const canBeJoined = (ends: readonly (End | undefined)[]): boolean =>
  ends.length === 1 ||
  ends.every(
    (end) => end?.activation === ends[0]?.activation && eachAlone.test(end?.activation ?? ''),
  );
