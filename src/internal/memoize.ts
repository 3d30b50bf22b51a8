/**
 * Remembers what `make` gave for the last `limit` lists of numbers; the oldest goes first. What `isLarge`
 * is made anew each time. For host arrays only: a tensor kept here would outlive its backend.
 */
export function memoize<A extends readonly (number | boolean)[], V>(
  make: (...key: A) => V,
  limit: number,
  isLarge: (value: V) => boolean,
): (...key: A) => V {
  const values = new Map<string, V>();
  return (...key) => {
    const name = key.join();
    let value = values.get(name);
    if (value === undefined) {
      value = make(...key);
      if (isLarge(value)) return value;
      if (values.size >= limit) values.delete(values.keys().next().value as string);
      values.set(name, value);
    }
    return value;
  };
}
