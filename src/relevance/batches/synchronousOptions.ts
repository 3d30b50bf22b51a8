import { check } from '../../internal/check';
import { type KindsOf, optionsOf } from '../../internal/options';

/** The options of a function that returns tensors; of what only asynchronous ones have, it says where that is. */
export function synchronousOptions<O extends object>(
  options: O,
  kinds: KindsOf<O>,
  needed: readonly (keyof O & string)[] = [],
): O {
  const given = optionsOf(options) as O & Record<string, unknown>;
  const name = ['signal', 'onProgress'].find((one) => given[one] !== undefined);
  check(
    name === undefined,
    `a synchronous function has no option '${name}': inBatches, which calls it batch by batch, has one`,
  );
  return optionsOf(given as O, kinds, needed);
}
