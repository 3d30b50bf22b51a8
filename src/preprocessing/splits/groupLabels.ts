import { checkKind } from '../../internal/check';
import { callback, listOf, text } from '../../internal/kinds';
import { named } from '../../internal/named';
import { groupCodes, groupKind } from './groupCodes';

/**
 * The group of each sample as an integer from 0, read from the samples' names: `(name) => name.split('_')[0]` makes
 * one group of all spectra of a mouse. Groups count in ascending order (strings by code units, so M10, M101, M11, M2;
 * numbers by value), as the codes of a pandas category do.
 *
 * @param names one a sample
 * @param key the group that a name belongs to; a number, a string, a BigInt or a boolean, the same kind for all
 * @returns one code a name, from 0 to the number of groups - 1; [] for no names
 * @throws where a group is NaN or an empty string, and where some are numbers and some strings
 * @example
 * const names = ['M1_a', 'M2_a', 'M1_b'];
 * groupLabels(names, (name) => name.split('_')[0] ?? ''); // → [0, 1, 0]
 */
export function groupLabels(
  names: readonly string[],
  key: (name: string) => string | number | bigint | boolean | undefined,
): number[] {
  return named('groupLabels', () => {
    checkKind('names', names, listOf(text));
    checkKind('key', key, callback);
    const groups = names.map((name, i) => checkedGroup(key(name), i));
    return groupCodes(groups, GROUP).codes;
  });
}

const GROUP = 'the group of names';

function checkedGroup(group: unknown, i: number): unknown {
  if (!groupKind.holds(group)) checkKind(`${GROUP}[${i}]`, group, groupKind);
  return group;
}
