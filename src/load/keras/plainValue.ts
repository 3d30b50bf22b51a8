/** What wraps a value in a Keras config, by class name: what is in it. */
const wrappers: Readonly<Record<string, (config: unknown) => unknown>> = {
  __tuple__: (items) => items,
  TensorShape: (items) => items,
  __numpy__: (value) => (value as { value?: unknown })?.value ?? value,
  function: (name) => name,
  DTypePolicy: (config) => (config as { name?: unknown })?.name,
};

/** A value of a Keras config without its wrappers, at any depth. */
export function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null) return value;
  const { class_name: name, config, items, value: held } = value as Record<string, unknown>;
  if (typeof name === 'string' && Object.hasOwn(wrappers, name)) {
    return plainValue(wrappers[name]?.(config ?? items ?? held));
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '__proto__')
      .map(([key, part]) => [key, plainValue(part)]),
  );
}
