import type { Call } from '../../model/graph';
import { endsInProbabilities } from '../../model/logitsGraph';

/**
 * Which inputs of a product are gates, that only let the others through: those that a sigmoid, hardSigmoid or softmax
 * makes. None, where all are.
 */
export function gates({ inputs }: Pick<Call, 'inputs'>): boolean[] {
  const areGates = inputs.map(endsInProbabilities);
  return areGates.every((isGate) => isGate) ? inputs.map(() => false) : areGates;
}
