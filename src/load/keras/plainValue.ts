import { check } from '../../internal/check';

/** What wraps a value in a Keras config, by class name: what is in it. */
const wrappers: Readonly<Record<string, (config: unknown) => unknown>> = {
  __tuple__: (items) => items,
  TensorShape: (items) => items,
  __numpy__: (value) => (value as { value?: unknown })?.value ?? value,
  function: (name) => name,
  DTypePolicy: (config) => (config as { name?: unknown })?.name,
};

/** So deep values may be within one another. */
const DEEPEST = 200;

/** A value of a Keras config without its wrappers. */
export function plainValue(value: unknown, depth = 0): unknown {
  check(depth <= DEEPEST, `the config must be at most ${DEEPEST} deep, but it is deeper`);
  if (Array.isArray(value)) return value.map((part) => plainValue(part, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const { class_name: name, config, items, value: held } = value as Record<string, unknown>;
  if (typeof name === 'string' && Object.hasOwn(wrappers, name)) {
    return plainValue(wrappers[name]?.(config ?? items ?? held), depth + 1);
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '__proto__')
      .map(([key, part]) => [key, plainValue(part, depth + 1)]),
  );
}
