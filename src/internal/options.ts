import { check, checkKind } from './check';
import { type Kind, record } from './kinds';
import { meantName, nearestNames } from './nearestNames';
import { shown } from './shown';

/** The kind of every option that a function has. */
export type KindsOf<O extends object> = { readonly [Name in keyof Required<O>]: Kind };

/**
 * The options of a function, which may be left out, as they are read once: refuses what is no object of options, names
 * that there are not, and values of another kind. What is undefined counts as left out; `needed` options may not be.
 */
export function optionsOf<O extends object>(
  options: O,
  kinds?: KindsOf<O>,
  needed: readonly (keyof O & string)[] = [],
): O {
  const own = options === undefined ? {} : copyOf(options);
  check(own !== undefined, `options must be ${record.described}, but they are ${shown(options)}`);
  if (kinds) {
    checkOptions(own, kinds);
    useNamesOfNow(own as Record<string, unknown>, kinds);
    for (const name of needed) checkKind(name, (own as O)[name], kinds[name]);
  }
  return own as O;
}

/** Moves what former names of options say to their names of now. */
function useNamesOfNow(own: Record<string, unknown>, kinds: Readonly<Record<string, Kind>>): void {
  for (const [name, { now }] of Object.entries(kinds)) {
    if (now === undefined) continue;
    const value = own[name];
    delete own[name];
    if (value === undefined) continue;
    check(own[now] === undefined, `'${name}' is the former name of '${now}': give only '${now}'`);
    own[now] = value;
  }
}

/** Of an object of options that can be read. */
function copyOf(options: object): object | undefined {
  try {
    return record.holds(options) ? { ...options } : undefined;
  } catch {
    return undefined;
  }
}

function checkOptions(given: object, kinds: Readonly<Record<string, Kind>>): void {
  for (const symbol of Object.getOwnPropertySymbols(given)) check(false, noOption(symbol, kinds));
  for (const [name, value] of Object.entries<unknown>({ ...given })) {
    if (value === undefined) continue;
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    check(kind !== undefined, () => noOption(name, kinds));
    checkKind(name, value, kind as Kind);
  }
}

function noOption(name: string | symbol, kinds: Readonly<Record<string, Kind>>): string {
  const names = Object.keys(kinds).filter((own) => kinds[own]?.now === undefined);
  const unknown = `unknown option ${shown(name)}`;
  if (names.length === 0) return `${unknown}; there are no options`;
  const meant = meantName(String(name), names);
  return meant
    ? `${unknown}; did you mean '${meant}'?`
    : `${unknown}; there are ${nearestNames(String(name), names)}`;
}
