import type { Tensor } from '@tensorflow/tfjs-core';
import { integer, isTensor, type Kind, numberFrom } from './kinds';
import { shown } from './shown';

/** A rule that does not hold; the public function that was called puts its name before it (see `named`). */
export class RuleError extends Error {}

/**
 * Throws the rule, which ends with what was received, unless the condition holds.
 *
 * @param rule or what makes it, where that takes time
 */
export function check(condition: boolean, rule: string | (() => string)): asserts condition {
  if (!condition) throw new RuleError(typeof rule === 'string' ? rule : rule());
}

/** Refuses a value that is not of the kind. */
export function checkKind(name: string, value: unknown, kind: Kind): void {
  if (isOf(kind, value)) return;
  // of a promise that a callback gives in the place of a value, nobody else would wait for the error
  if (isOf(promise, value)) (value as Promise<unknown>).catch(() => undefined);
  const hint = hintOf(kind, value);
  const rule = `${name} must be ${kind.described}, but it is ${shown(value)}`;
  throw new RuleError(hint === undefined ? rule : `${rule}: ${hint}`);
}

function hintOf({ hint }: Kind, value: unknown): string | undefined {
  try {
    return hint?.(value);
  } catch {
    return undefined;
  }
}

const promise: Kind = { holds: (value) => value instanceof Promise, described: 'a promise' };

/** Proxies and getters may throw when they are looked at: then they are of no kind. */
export function isOf({ holds }: Kind, value: unknown): boolean {
  try {
    return holds(value);
  } catch {
    return false;
  }
}

/** Refuses what is no tensor of real numbers, a disposed one, and one whose rank is not among `ranks`. */
export function checkTensor(name: string, x: Tensor, ranks: readonly number[] = []): void {
  checkKind(name, x, anyTensor);
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

/** What reading an argument of many values gives; where a getter or a proxy throws, the argument is refused. */
export function reading<V>(name: string, read: () => V): V {
  try {
    return read();
  } catch (error) {
    if (error instanceof RuleError) throw error;
    throw new RuleError(`${name} must be readable, but reading it throws`);
  }
}

const anyTensor: Kind = { holds: isTensor, described: 'a tensor' };

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
