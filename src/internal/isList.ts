import { isOf } from './check';
import { list } from './kinds';

/** An array, or a typed array. */
export const isList = (value: unknown): value is ArrayLike<unknown> => isOf(list, value);
