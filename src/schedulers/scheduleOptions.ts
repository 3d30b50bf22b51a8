import { check } from '../internal/check';
import { type KindsOf, optionsOf } from '../internal/options';
import { shown } from '../internal/shown';

/** The options of a function that makes a schedule; given for one, it is called with an epoch instead, and says so. */
export function scheduleOptions<O extends object>(
  options: O,
  kinds: KindsOf<O>,
  needed: readonly (keyof O & string)[],
): O {
  check(
    typeof options !== 'number',
    () =>
      `options must be an object, { name: value }, but they are ${shown(options)}: what makes a schedule is called first, with its options`,
  );
  return optionsOf(options, kinds, needed);
}
