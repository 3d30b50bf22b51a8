import { Tensor } from '@tensorflow/tfjs-core';

/** So many values of an array are shown. */
const MOST = 8;

/** A value as messages show it: strings and BigInts do not look like numbers, and long arrays are not written out. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'symbol') return 'a symbol';
  if (typeof value === 'function') return `the function ${value.name || 'without a name'}`;
  if (value instanceof Tensor) return `a tensor of shape [${value.shape}]`;
  if (Array.isArray(value)) return shownList(value);
  if (ArrayBuffer.isView(value))
    return shownList(Array.from(value as unknown as ArrayLike<number>));
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

const shownList = (list: readonly unknown[]): string =>
  list.length > MOST ? `an array of ${list.length}` : `[${list.map(shown).join(', ')}]`;
