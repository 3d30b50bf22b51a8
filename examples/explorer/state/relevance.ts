import {
  type FrequenciesQuestion,
  type MethodName,
  methodNames,
  type RelevanceQuestion,
  type Side,
} from '../worker/protocol';
import { inAddress, numberInAddress } from './route';
import { asked, classIn, model, prediction, target } from './session';
import { modelKind, suited } from './suited';

/** The chosen method, or one that suits the model. */
function method(side: Side) {
  const chosen = inAddress(side, '');
  return {
    get value(): MethodName {
      const known = methodNames.find((each) => each === chosen.value);
      const [left, right] = suited[model.value ? modelKind(model.value) : 'small'];
      return known ?? (side === 'left' ? left : right);
    },
    set value(name: MethodName) {
      chosen.value = name;
    },
  };
}

/** Methods without a scale are not asked again as it changes. */
const sigmaOf = (method: string) =>
  /^(taylor|occlusion)/.test(method) ? relevance.sigma.value : 0;

/** What the relevance view is set to. */
export const relevance = {
  left: method('left'),
  right: method('right'),
  sigma: numberInAddress('sigma', 2, [0.5, 6]),
  gamma: numberInAddress('gamma', 1, [0.2, 2]),
  percent: numberInAddress('remove', 10, [0, 60]),
  against: inAddress('against', ''),
  /** The class whose logit is taken off, if this model has it. */
  againstClass: () => classIn(relevance.against.value),
  over: inAddress('over', '0'),
  softmax: inAddress('softmax', '0'),
  numbers: inAddress('numbers', '1'),
  /** Frequencies that are left of the image. */
  low: numberInAddress('from', 0, [0, 0.71]),
  high: numberInAddress('to', 0.71, [0, 0.71]),
  frequencies(): FrequenciesQuestion | undefined {
    if (!asked.value || !prediction.value) return undefined;
    const band = [relevance.low.value, relevance.high.value] as const;
    return { ...asked.value, target: target.value, band };
  },
  /** The question for one of the two maps. */
  question(side: Side): RelevanceQuestion | undefined {
    if (!asked.value || !prediction.value) return undefined;
    return {
      ...{ ...asked.value, side, method: relevance[side].value },
      ...{ sigma: sigmaOf(relevance[side].value), target: target.value },
      against: relevance.againstClass(),
      output: relevance.softmax.value === '1' ? 'probabilities' : 'logits',
    };
  },
};
