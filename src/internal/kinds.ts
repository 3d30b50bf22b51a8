import { engine, Tensor } from '@tensorflow/tfjs-core';

/** What an argument may be: declared once, beside the signature of the function that takes it. */
export interface Kind {
  readonly holds: (value: unknown) => boolean;
  /** What must be there, as in 'an integer of at least 1'. */
  readonly described: string;
  /** What to do about a value that is a slip of a known kind. */
  readonly hint?: (value: unknown) => string | undefined;
  /** Of the former name of an option: its name now. */
  readonly now?: string;
}

/** A former name of an option, which is taken for one version more. */
export const formerly = (now: string, kind: Kind): Kind => ({ ...kind, now });

/** Also NaN and infinite ones. */
export const number: Kind = { holds: (value) => typeof value === 'number', described: 'a number' };

export const finite: Kind = {
  holds: (value) => Number.isFinite(value),
  described: 'a finite number',
};

/** Finite numbers, ends included. */
export const numberFrom = (least: number, most = Number.POSITIVE_INFINITY): Kind => ({
  holds: (value) => Number.isFinite(value) && isWithin(value as number, least, most),
  described:
    most === Number.POSITIVE_INFINITY
      ? `a finite number of at least ${least}`
      : `a number from ${least} to ${most}`,
});

/** Finite numbers, the lower end left out. */
export const numberAbove = (limit: number, most = Number.POSITIVE_INFINITY): Kind => ({
  holds: (value) => value !== limit && numberFrom(limit, most).holds(value),
  described:
    most === Number.POSITIVE_INFINITY
      ? `a finite number above ${limit}`
      : `above ${limit} and at most ${most}`,
});

/** Ends included. */
export const integer = (
  least = Number.NEGATIVE_INFINITY,
  most = Number.POSITIVE_INFINITY,
): Kind => ({
  holds: (value) => Number.isSafeInteger(value) && isWithin(value as number, least, most),
  described: `an integer${rangeOf(least, most)}`,
});

const isWithin = (value: number, least: number, most: number): boolean =>
  value >= least && value <= most;

function rangeOf(least: number, most: number): string {
  if (most !== Number.POSITIVE_INFINITY) return ` from ${least} to ${most}`;
  return least === Number.NEGATIVE_INFINITY ? '' : ` of at least ${least}`;
}

export const boolean: Kind = {
  holds: (value) => typeof value === 'boolean',
  described: 'true or false',
};

export const text: Kind = { holds: (value) => typeof value === 'string', described: 'a string' };

/** Only `new` calls it. */
export const isClass = (value: unknown): boolean =>
  typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));

export const callback: Kind = {
  holds: (value) => typeof value === 'function' && !isClass(value),
  described: 'a function',
};

export const abortSignal: Kind = {
  holds: (value) =>
    isObject(value) &&
    typeof value['aborted'] === 'boolean' &&
    typeof value['addEventListener'] === 'function',
  described: 'an AbortSignal',
};

/** Some strings, and nothing else. */
export const oneOf = (...values: readonly string[]): Kind => ({
  holds: (value) => values.includes(value as string),
  described: values.map((value) => `'${value}'`).join(' or '),
});

/** Of any copy of tf.js: they share what is known of values. What only looks like a tensor has none, nor has a disposed one. */
export const isTensor = (value: unknown): value is Tensor =>
  value instanceof Tensor &&
  Array.isArray(value.shape) &&
  (value.isDisposed === true || engine().state.tensorInfo.has(value.dataId));

/** A tensor of real numbers that is not disposed, of these ranks where some are given. */
export const tensor = (...ranks: readonly number[]): Kind => ({
  holds: (value) =>
    isTensor(value) &&
    !value.isDisposed &&
    value.dtype !== 'complex64' &&
    value.dtype !== 'string' &&
    (ranks.length === 0 || ranks.includes(value.rank)),
  described: ranks.length === 0 ? 'a tensor' : `a tensor of rank ${ranks.join(' or ')}`,
});

/** An array whose elements are of a kind; how many there may be. */
export const listOf = (kind: Kind, least = 0, most = Number.POSITIVE_INFINITY): Kind => ({
  holds: (value) =>
    Array.isArray(value) &&
    isWithin(value.length, least, most) &&
    // holes, too, and no further than the first that is wrong
    value.findIndex((item) => !kind.holds(item)) < 0,
  described: `an array${countOf(least, most)} in which each is ${kind.described}`,
});

function countOf(least: number, most: number): string {
  if (least === most) return ` of length ${least}`;
  if (most !== Number.POSITIVE_INFINITY) return ` of length ${least} to ${most}`;
  return least > 0 ? ` of length ${least} or more` : '';
}

export const either = (...kinds: readonly Kind[]): Kind => ({
  holds: (value) => kinds.some((kind) => kind.holds(value)),
  described: kinds.map(({ described }) => described).join(' or '),
});

/** An array, or a typed array, whose length can be read: what `Array.from` reads without being led on. */
export const list: Kind = {
  holds: (value) =>
    (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) &&
    integer(0).holds((value as ArrayLike<unknown>).length),
  described: 'an array',
};

/** An object, no array. */
export const object: Kind = {
  holds: (value) => isObject(value) && !Array.isArray(value),
  described: 'an object',
};

/** An object of names and values, also of another realm: nothing to iterate over, no tensor, map, promise or date. */
export const record: Kind = {
  holds: (value) =>
    isObject(value) &&
    Object.prototype.toString.call(value) === '[object Object]' &&
    !(Symbol.iterator in value) &&
    !(value instanceof Tensor),
  described: 'an object, { name: value }',
};

/** What is checked further on, where more is known. */
export const anything: Kind = { holds: () => true, described: 'anything' };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
