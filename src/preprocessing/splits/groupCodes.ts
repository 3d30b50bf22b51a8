import { check } from '../../internal/check';

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
  check(
    Array.isArray(groups) || ArrayBuffer.isView(groups),
    `${name} must be an array, but it is ${groups === null ? 'null' : typeof groups}`,
  );
  const list = Array.from(groups as ArrayLike<string | number | bigint | boolean>);
  for (const [i, group] of list.entries()) checkGroup(`${name}[${i}]`, group, list[0]);
  const distinct = [...new Set(list)].sort((a, b) => (a < b ? -1 : 1));
  const codeOf = new Map(distinct.map((group, code) => [group, code]));
  return { codes: list.map((group) => codeOf.get(group) as number), count: distinct.length };
}

function checkGroup(name: string, group: unknown, first: unknown): void {
  const isGroup = ['string', 'number', 'bigint', 'boolean'].includes(typeof group) && group !== '';
  check(
    isGroup && !Number.isNaN(group),
    `${name} must be a number or a string that is not empty, but it is ${group === '' ? "''" : group}`,
  );
  check(
    typeof group === typeof first,
    `groups must be all numbers or all strings, but the first is a ${typeof first} and ${name} a ${typeof group}`,
  );
}
