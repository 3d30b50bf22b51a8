import { Tensor } from '@tensorflow/tfjs-core';
import type { Declared, Fields, Parameter } from './declared';
import { untouchable } from './values/shared';

/** The first of the arguments that its declaration does not allow, by its path, or undefined. */
export function misfit(
  args: readonly unknown[],
  parameters: readonly Parameter[],
): string | undefined {
  const found = parameters.flatMap((parameter, i) =>
    (parameter.rest ? args.slice(i) : [args[i]]).map((value) => misfitOf(value, parameter, `${i}`)),
  );
  return found.find((path) => path !== undefined);
}

function misfitOf(
  value: unknown,
  { name, type, optional }: Parameter,
  path: string,
): string | undefined {
  if (value === undefined && optional) return undefined;
  const unknown = /^(options|rules)$/.test(name) ? noField(value, type) : undefined;
  if (unknown !== undefined) return `${path}.${unknown}`;
  return fits(value, type) ? undefined : path;
}

/** An option that there is not. */
function noField(value: unknown, type: Declared): string | undefined {
  if (type.is !== 'object' || !isObject(value) || untouchable.has(value)) return undefined;
  return Object.entries(value)
    .filter(([name, own]) => own !== undefined && !Object.hasOwn(type.fields, name))
    .map(([name]) => name)[0];
}

/** Whether a value is of a type, as far as types tell: NaN is a number, and a tensor is one of any rank. */
export function fits(value: unknown, type: Declared): boolean {
  if (type.is === 'any') return true;
  if (type.is === 'function') return typeof value === 'function';
  if (isObject(value) && untouchable.has(value))
    return type.is === 'list' && type.of.is === 'any' && isArray(value);
  switch (type.is) {
    case 'literal':
      return value === type.value;
    case 'null':
      return value === null;
    case 'tensor':
      return isRealTensor(value);
    case 'list':
      return isList(value, type.like) && Array.from(value).every((item) => fits(item, type.of));
    case 'tuple':
      return (
        Array.isArray(value) &&
        value.length === type.of.length &&
        type.of.every((of, i) => fits(value[i], of))
      );
    case 'record':
      return isPlain(value) && Object.values(value).every((item) => fits(item, type.of));
    case 'object':
      return isPlain(value) && hasFields(value, type.fields);
    case 'union':
      return type.of.some((of) => fits(value, of));
    case 'foreign':
      return isInstance(value, type.name);
    default:
      return typeof value === type.is;
  }
}

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

const isRealTensor = (value: unknown): boolean =>
  value instanceof Tensor &&
  !value.isDisposed &&
  value.dtype !== 'complex64' &&
  value.dtype !== 'string';

/** A revoked proxy does not tell. */
function isArray(value: object): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

const isList = (value: unknown, like: boolean): value is ArrayLike<unknown> =>
  Array.isArray(value) || (like && ArrayBuffer.isView(value) && !(value instanceof DataView));

const isPlain = (value: unknown): value is Record<string, unknown> =>
  Object.prototype.toString.call(value) === '[object Object]' && !(value instanceof Tensor);

const hasFields = (value: Readonly<Record<string, unknown>>, fields: Fields): boolean =>
  Object.entries(fields).every(([name, { type, optional }]) => {
    const own = value[name];
    return own === undefined ? optional : fits(own, type);
  });

/** By the names of its classes, since interfaces of others leave nothing else behind. */
function isInstance(value: unknown, name: string): boolean {
  if (!isObject(value)) return false;
  if (name === 'Iterable') return Symbol.iterator in value;
  if (name === 'AsyncIterable') return Symbol.asyncIterator in value;
  if (name === 'InferenceModel') return 'predict' in value;
  for (let at: unknown = value; at !== null; at = Object.getPrototypeOf(at)) {
    if ((at as object).constructor?.name === name) return true;
  }
  return false;
}
