import { classNameOf } from '../model/classNameOf';
import { callsOf, type FlatGraph, type Value } from '../model/flatGraph';
import type { Layer } from '../model/graph';
import { activationOf } from '../model/logits';
import { isWeighted } from './propagation';

/** Layers that leave signs as they are, or let values through that are there. */
const keepsSigns =
  /^(.*Pooling[12]D|Add|Average|Concatenate|Maximum|Multiply|.*Dropout.*|GaussianNoise|Flatten|Reshape|Permute|RepeatVector|(ZeroPadding|Cropping|UpSampling)[12]D|InputLayer)$/;

const positiveActivations = /^(relu|relu6|sigmoid|hardSigmoid|softplus|softmax)$/;

/**
 * Layers with weights, but for the first, whose inputs may be negative; of separable convolutions, those of the second.
 *
 * @param low the least input of the model
 */
export function negativeInputs(graph: FlatGraph, low: number): Layer[] {
  const weighted = callsOf(graph).filter(isWeighted);
  return weighted
    .filter(
      ({ layer, inputs }, i) =>
        classNameOf(layer) === 'SeparableConv2D' ||
        (i > 0 && inputs.some((value) => mayBeNegative(value, low))),
    )
    .map(({ layer }) => layer);
}

function mayBeNegative({ call }: Value, low: number): boolean {
  if (!call) return low < 0;
  const name = classNameOf(call.layer);
  if (name === 'ReLU' || name === 'Softmax') return false;
  if (positiveActivations.test(activationOf(call.layer))) return false;
  return !keepsSigns.test(name) || call.inputs.some((value) => mayBeNegative(value, low));
}
