import { Tensor } from '@tensorflow/tfjs-core';
import { check } from './check';
import { shown } from './shown';

/** The options of a function, which may be left out; refuses what is no object of options. */
export function optionsOf<O extends object>(options: O): O {
  const given: unknown = options ?? {};
  const isOptions =
    options !== null &&
    typeof given === 'object' &&
    !Array.isArray(given) &&
    !ArrayBuffer.isView(given) &&
    !(given instanceof Tensor);
  check(isOptions, `options must be an object, { name: value }, but they are ${shown(options)}`);
  return given as O;
}

/** Refuses what is left of options when all that the function has are taken out. */
export function checkNone(others: Readonly<Record<string, never>>): void {
  for (const [name, value] of Object.entries<unknown>(others)) {
    check(value === undefined, `there is no option '${name}'`);
  }
}
