import type { Change } from './call';

/** What a value is made of: its name, and what stands in its place in the right call. */
export type Make = (value: string, own: unknown) => unknown;

/** What stands for an option that is left out, or for an argument that is left out with all after it. */
export const missing = Symbol('missing');

/** The arguments of a right call with changes in them; what was given is not written to. */
export function applyChanges(
  args: readonly unknown[],
  changes: readonly Change[],
  make: Make,
): unknown[] {
  const given = [...args];
  for (const { path, value } of changes) {
    const [key = '', ...rest] = path;
    given[Number(key)] = put(given[Number(key)], rest, (own) => make(value, own));
  }
  const end = given.indexOf(missing);
  return end < 0 ? given : given.slice(0, end);
}

function put(whole: unknown, path: readonly string[], make: (own: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return make(whole);
  const copy = copyOf(whole, key);
  const own = Object.hasOwn(copy, key) ? (copy as Record<string, unknown>)[key] : undefined;
  const value = put(own, rest, make);
  if (value === missing) delete (copy as Record<string, unknown>)[key];
  // not by assignment, which for __proto__ would do something else
  else Object.defineProperty(copy, key, { value, ...open });
  return copy;
}

const open = { writable: true, enumerable: true, configurable: true };

/** A list or an object to put a key into; in the place of anything else comes a new one. */
function copyOf(whole: unknown, key: string): object {
  if (Array.isArray(whole)) return [...whole];
  const isPlain =
    typeof whole === 'object' &&
    whole !== null &&
    Object.getPrototypeOf(whole) === Object.prototype;
  if (isPlain) return { ...whole };
  return /^\d+$/.test(key) ? [] : {};
}
