import type { Tensor } from '@tensorflow/tfjs-core';
import { check } from '../../../internal/check';
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
  const { biases = true, ...others } = Object(options) as RuleOptions;
  check(
    options === Object(options) && typeof biases === 'boolean' && Object.keys(others).length === 0,
    `a rule's only option is biases, true or false, but it got ${JSON.stringify(options)}`,
  );
  return ({ bias }) => (biases ? bias : undefined);
}
