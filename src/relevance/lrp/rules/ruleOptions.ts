import type { Tensor } from '@tensorflow/tfjs-core';
import { check } from '../../../internal/check';
import { checkNone, optionsOf } from '../../../internal/options';
import { shown } from '../../../internal/shown';
import type { LinearPart } from '../rule';

export interface RuleOptions {
  /**
   * Whether biases take their share of the relevance, which is then lost to the inputs. Default: true. false is Zennit's
   * zero_params='bias': the inputs share all of it.
   */
  readonly biases?: boolean | undefined;
}

/** Gives the bias of a part that takes a share. */
export function sharingBias(options: RuleOptions): (part: LinearPart) => Tensor | undefined {
  const { biases = true, ...others } = optionsOf(options);
  checkNone(others);
  check(typeof biases === 'boolean', `biases must be true or false, but it is ${shown(biases)}`);
  return ({ bias }) => (biases ? bias : undefined);
}
