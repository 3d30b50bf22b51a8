import { activationOfCall } from '../../model/activationOf';
import { callsOf, type Graph, type Value } from '../../model/graph';
import type { Layer } from '../../model/layer';
import { kindOf } from '../../model/layerKinds';
import { separable } from '../../model/linearForm';
import { isWeighted } from './layerParts';

/** What the inputs of a model lie in. */
interface Range {
  readonly low: number;
  readonly high: number;
}

const positiveActivations =
  /^(relu|relu6|sigmoid|hardSigmoid3?|softplus|softmax|exponential|squareplus|sparsePlus|sparseSigmoid)$/;

/**
 * Layers with weights whose inputs the rules of deep Taylor decomposition are not valid for: of the first those that may
 * lie outside the range, of later ones those that may be negative. Between its two parts, a separable convolution has such.
 */
export function invalidInputs(graph: Graph, range: Range): Layer[] {
  const weighted = callsOf(graph).filter(isWeighted);
  return weighted
    .filter(({ layer, inputs }, i) => {
      const [x] = inputs as [Value];
      const isValid = i === 0 ? isInRange(x, range) : !mayBeNegative(x, range.low);
      return kindOf(layer).linear === separable || !isValid;
    })
    .map(({ layer }) => layer);
}

function isInRange({ call }: Value, range: Range): boolean {
  if (!call) return true;
  const { bounds } = kindOf(call.layer);
  const isZeroIn = bounds === 'keptOrZero' && range.low <= 0 && range.high >= 0;
  return (bounds === 'kept' || isZeroIn) && call.inputs.every((x) => isInRange(x, range));
}

function mayBeNegative({ call }: Value, low: number): boolean {
  if (!call) return low < 0;
  const { bounds } = kindOf(call.layer);
  if (bounds === 'positive' || positiveActivations.test(activationOfCall(call))) return false;
  return bounds === undefined || call.inputs.some((x) => mayBeNegative(x, low));
}
