import type { Tensor } from '@tensorflow/tfjs-core';
import { shown } from './shown';

/** A rule that does not hold; the public function that was called puts its name before it (see `named`). */
export class RuleError extends Error {}

/** Throws the rule, which ends with what was received, unless the condition holds. */
export function check(condition: boolean, rule: string): asserts condition {
  if (!condition) throw new RuleError(rule);
}

/** Refuses what is no tensor of real numbers, a disposed one, and one whose rank is not among `ranks`. */
export function checkTensor(name: string, x: Tensor, ranks: readonly number[] = []): void {
  check(
    Array.isArray(x?.shape),
    `${name} must be a tensor, but it is ${x === null ? 'null' : typeof x}`,
  );
  check(
    x.dtype !== 'complex64' && x.dtype !== 'string',
    `${name} must hold real numbers, but its dtype is ${x.dtype}`,
  );
  check(!x.isDisposed, `${name} is a disposed tensor of shape [${x.shape}]`);
  check(
    ranks.length === 0 || ranks.includes(x.rank),
    `${name} must have rank ${ranks.join(' or ')}, but its shape is [${x.shape}]`,
  );
}

/** Refuses all but integers from `least` to `most`. */
export function checkInteger(
  name: string,
  value: number,
  least: number,
  most = Number.POSITIVE_INFINITY,
): void {
  const range =
    most === Number.POSITIVE_INFINITY ? `of at least ${least}` : `from ${least} to ${most}`;
  check(
    Number.isInteger(value) && value >= least && value <= most,
    `${name} must be an integer ${range}, but it is ${typeof value === 'string' ? value : shown(value)}`,
  );
}

/** The axis as an index from 0; negative axes count from the end. */
export function checkAxis(axis: number, rank: number): number {
  checkInteger(`axis of a tensor of rank ${rank}`, axis, -rank, rank - 1);
  return axis < 0 ? axis + rank : axis;
}

/** Refuses all but finite numbers of at least 0. */
export function checkNonNegative(name: string, value: number): void {
  check(
    Number.isFinite(value) && value >= 0,
    `${name} must be a finite number of at least 0, but it is ${shown(value)}`,
  );
}
