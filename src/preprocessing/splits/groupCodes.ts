import { check, checkKind, reading } from '../../internal/check';
import { type Kind, list } from '../../internal/kinds';

/** What the members of a group have in common, one entry a sample. */
export type Groups = readonly string[] | ArrayLike<number> | ArrayLike<bigint> | ArrayLike<boolean>;

/**
 * The place of each sample's group among all groups in ascending order: numbers by value, false before true, strings by code units.
 *
 * @param name of the list, for errors
 */
export function groupCodes(
  groups: ArrayLike<unknown>,
  name = 'groups',
): { codes: number[]; count: number } {
  checkKind(name, groups, list);
  const all = reading(name, () => checkedGroups(name, groups));
  const distinct = [...new Set(all)].sort((a, b) => (a < b ? -1 : 1));
  const codeOf = new Map(distinct.map((group, code) => [group, code]));
  return { codes: all.map((group) => codeOf.get(group) as number), count: distinct.length };
}

function checkedGroups(name: string, groups: ArrayLike<unknown>): Group[] {
  const all: Group[] = [];
  for (let i = 0, { length } = groups; i < length; i++) {
    const group = groups[i] as Group;
    if (!groupKind.holds(group) || typeof group !== typeof (all[0] ?? group))
      refuse(`${name}[${i}]`, group, all[0]);
    all.push(group);
  }
  return all;
}

type Group = string | number | bigint | boolean;

export const groupKind: Kind = {
  holds: (group) =>
    ['string', 'number', 'bigint', 'boolean'].includes(typeof group) &&
    group !== '' &&
    !Number.isNaN(group),
  described: 'a number or a string that is not empty',
};

/** Where groups may be many, a message is made of the wrong one alone. */
function refuse(name: string, group: unknown, first: unknown): void {
  checkKind(name, group, groupKind);
  check(
    false,
    `groups must be all numbers or all strings, but the first is a ${typeof first} and ${name} a ${typeof group}`,
  );
}
