import { Tensor } from '@tensorflow/tfjs-core';
import { integer, type Kind, numberFrom } from './kinds';
import { shown } from './shown';

/** A rule that does not hold; the public function that was called puts its name before it (see `named`). */
export class RuleError extends Error {}

/** Throws the rule, which ends with what was received, unless the condition holds. */
export function check(condition: boolean, rule: string): asserts condition {
  if (!condition) throw new RuleError(rule);
}

/** Refuses a value that is not of the kind. */
export function checkKind(name: string, value: unknown, { holds, described }: Kind): void {
  check(holds(value), `${name} must be ${described}, but it is ${shown(value)}`);
}

/** Refuses what is no tensor of real numbers, a disposed one, and one whose rank is not among `ranks`. */
export function checkTensor(name: string, x: Tensor, ranks: readonly number[] = []): void {
  // what a callback gives: when it rejects too, the process must not end
  if ((x as unknown) instanceof Promise) (x as unknown as Promise<never>).catch(() => undefined);
  check(x instanceof Tensor, `${name} must be a tensor, but it is ${shown(x)}`);
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
  checkKind(name, value, integer(least, most));
}

/** The axis as an index from 0; negative axes count from the end. */
export function checkAxis(axis: number, rank: number): number {
  checkInteger(`axis of a tensor of rank ${rank}`, axis, -rank, rank - 1);
  return axis < 0 ? axis + rank : axis;
}

/** Refuses all but finite numbers of at least 0. */
export function checkNonNegative(name: string, value: number): void {
  checkKind(name, value, numberFrom(0));
}
