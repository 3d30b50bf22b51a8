import { recall } from './recall';

/** Remembers what `make` gave for the last `limit` lists of numbers, as {@link recall} does. */
export function memoize<A extends readonly (number | boolean)[], V>(
  make: (...key: A) => V,
  limit: number,
  isLarge: (value: V) => boolean,
): (...key: A) => V {
  const recalled = recall(limit, isLarge);
  return (...key) => recalled(key.join(), () => make(...key));
}
