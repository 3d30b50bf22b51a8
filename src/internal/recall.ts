/**
 * Remembers what was made under the last `limit` names; the oldest goes first. What `isLarge` is made anew each time. For host
 * values only: a tensor kept here would outlive its backend.
 */
export function recall<V>(
  limit: number,
  isLarge: (value: V) => boolean = () => false,
): (name: string, make: () => V) => V {
  const values = new Map<string, V>();
  return (name, make) => {
    const known = values.get(name);
    if (known !== undefined) return known;
    const value = make();
    if (isLarge(value)) return value;
    if (values.size >= limit) values.delete(values.keys().next().value as string);
    values.set(name, value);
    return value;
  };
}
