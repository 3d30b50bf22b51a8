import { classNameOf } from '../../model/classNameOf';
import { callsOf, type FlatGraph, type Value } from '../../model/flatGraph';
import type { Layer } from '../../model/graph';
import { activationOf } from '../../model/logits';
import { isWeighted } from './propagation';

/** What the inputs of a model lie in. */
interface Range {
  readonly low: number;
  readonly high: number;
}

/** Layers that move values, choose some, or take their mean. */
const keepsRange =
  /^(.*Pooling[12]D|Average|Concatenate|Maximum|Minimum|.*Dropout.*|Flatten|Reshape|Permute|RepeatVector|(Cropping|UpSampling)[12]D|InputLayer)$/;

/** Layers that give no negative values unless they get some; these and the ones above. */
const keepsSigns = /^(Add|Multiply|ZeroPadding[12]D)$/;

const positiveActivations = /^(relu|relu6|sigmoid|hardSigmoid|softplus|softmax)$/;

/**
 * Layers with weights whose inputs the rules of deep Taylor decomposition are not valid for: of the first those that may
 * lie outside the range, of later ones those that may be negative. Between its two parts, a separable convolution has such.
 */
export function invalidInputs(graph: FlatGraph, range: Range): Layer[] {
  const weighted = callsOf(graph).filter(isWeighted);
  return weighted
    .filter(({ layer, inputs }, i) => {
      const [x] = inputs as [Value];
      const isValid = i === 0 ? isInRange(x, range) : !mayBeNegative(x, range.low);
      return classNameOf(layer) === 'SeparableConv2D' || !isValid;
    })
    .map(({ layer }) => layer);
}

function isInRange({ call }: Value, range: Range): boolean {
  if (!call) return true;
  const name = classNameOf(call.layer);
  const isPadding = /^ZeroPadding[12]D$/.test(name) && range.low <= 0 && range.high >= 0;
  return (keepsRange.test(name) || isPadding) && call.inputs.every((x) => isInRange(x, range));
}

function mayBeNegative({ call }: Value, low: number): boolean {
  if (!call) return low < 0;
  const name = classNameOf(call.layer);
  if (name === 'ReLU' || name === 'Softmax') return false;
  if (positiveActivations.test(activationOf(call.layer))) return false;
  const isKept = keepsRange.test(name) || keepsSigns.test(name);
  return !isKept || call.inputs.some((x) => mayBeNegative(x, low));
}
