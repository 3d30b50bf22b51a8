import { callbacks } from './callbacks';
import { hostile } from './hostile';
import { instances } from './instances';
import { plain } from './plain';
import type { Given, Makers } from './shared';
import { tensors, zerosOf } from './tensors';

const makers: Makers = { ...plain, ...hostile, ...callbacks, ...tensors, ...instances };

/** The names of values, but for numbers, texts (`text:abc`) and zeros of a shape (`zeros:2,3:int32`). */
export const valueNames = Object.keys(makers);

/** What a name of a value stands for. */
export function makeValue(name: string, own: unknown, given: Given): unknown {
  if (Object.hasOwn(makers, name)) return makers[name]?.(own, given);
  if (name.startsWith('text:')) return decodeURIComponent(name.slice('text:'.length));
  if (name.startsWith('zeros:')) return zerosOf(name, given);
  const value = Number(name);
  if (name === '' || (Number.isNaN(value) && name !== 'NaN')) {
    throw new Error(`there is no value named '${name}'`);
  }
  return value;
}
