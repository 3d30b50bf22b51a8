import { isClass, isTensor } from './kinds';

/** So many values of an array are shown, so many letters of a string, and so many arrays within arrays. */
const MOST = 8;
const LONGEST = 80;
const DEEPEST = 3;

/** A value as messages show it: strings and BigInts do not look like numbers, and long ones are not written out. */
export function shown(value: unknown): string {
  try {
    return shownAt(value, 0);
  } catch {
    return 'an object that cannot be read';
  }
}

function shownAt(value: unknown, depth: number): string {
  if (typeof value === 'string') return `'${printable(cut(value))}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'symbol') return 'a symbol';
  if (typeof value === 'function') return nameOf(value);
  if (isTensor(value))
    return `a ${value.isDisposed ? 'disposed ' : ''}tensor of shape [${value.shape}]`;
  if (Array.isArray(value)) return shownList(value, depth);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return shownList(value as unknown as ArrayLike<number>, depth);
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

const shownList = (list: ArrayLike<unknown>, depth: number): string =>
  list.length > MOST || depth === DEEPEST
    ? `an array of ${list.length}`
    : `[${Array.from(list, (value) => shownAt(value, depth + 1)).join(', ')}]`;

const cut = (value: string): string =>
  value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;

function nameOf(of: { readonly name: unknown }): string {
  const name = Object.getOwnPropertyDescriptor(of, 'name')?.value;
  const known = typeof name === 'string' && name !== '' ? printable(cut(name)) : 'without a name';
  return `the ${isClass(of) ? 'class' : 'function'} ${known}`;
}

/** Characters that a terminal acts on are written as JSON writes them. */
export const printable = (value: string): string =>
  value.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is meant
    /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
