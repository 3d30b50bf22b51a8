import type { Tensor } from '@tensorflow/tfjs-core';
import { boolean } from '../../../internal/kinds';
import { type KindsOf, optionsOf } from '../../../internal/options';
import type { LinearPart } from '../rule';

export interface RuleOptions {
  /**
   * Whether biases take their share of the relevance, which is then lost to the inputs. Default: true. false is Zennit's
   * zero_params='bias': the inputs share all of it.
   */
  readonly biases?: boolean | undefined;
}

export const ruleKinds: KindsOf<RuleOptions> = { biases: boolean };

/** Gives the bias of a part that takes a share. */
export function sharingBias(options: RuleOptions): (part: LinearPart) => Tensor | undefined {
  const { biases = true } = optionsOf(options, ruleKinds);
  return ({ bias }) => (biases ? bias : undefined);
}
