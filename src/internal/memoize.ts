/**
 * Remembers what `make` gave for the last `limit` numbers lists; the oldest goes first.
 * For host arrays only: a tensor kept here would outlive its backend.
 */
export function memoize<A extends readonly (number | boolean)[], V>(
  make: (...key: A) => V,
  limit = 128,
): (...key: A) => V {
  const values = new Map<string, V>();
  return (...key) => {
    const name = key.join();
    let value = values.get(name);
    if (value === undefined) {
      value = make(...key);
      if (values.size >= limit) values.delete(values.keys().next().value as string);
      values.set(name, value);
    }
    return value;
  };
}
