import { activationOfCall } from '../../model/activationOf';
import type { Value } from '../../model/graph';
import { kindOf } from '../../model/layerKinds';

const positiveActivations =
  /^(relu|relu6|sigmoid|hardSigmoid3?|softplus|softmax|exponential|squareplus|sparsePlus|sparseSigmoid)$/;

/** Whether some value of a graph may be below 0, where its inputs are at least `low`; the layers alone say it. */
export function mayBeNegative({ call }: Value, low: number): boolean {
  if (!call) return low < 0;
  const { bounds } = kindOf(call.layer);
  if (bounds === 'positive' || positiveActivations.test(activationOfCall(call))) return false;
  return bounds === undefined || call.inputs.some((x) => mayBeNegative(x, low));
}
