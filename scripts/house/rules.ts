import type { IRegularForbiddenRuleType } from 'dependency-cruiser';
import { folders, fromTheRoot, packages, rooms } from './rooms';

type Rule = IRegularForbiddenRuleType;
type Table = Readonly<Record<string, readonly string[]>>;

/** All that the named rooms are and may import, each once and sorted. */
export function within(names: readonly string[], table: Table): string[] {
  const found = new Set<string>();
  const visit = (name: string): void => {
    const meant = Object.keys(table).filter((room) => room === name || room.startsWith(`${name}/`));
    if (meant.length === 0) throw new Error(`the table of rooms has no ${name}`);
    for (const room of meant.filter((each) => !found.has(each))) {
      found.add(room);
      for (const next of table[room] ?? []) visit(next);
    }
  };
  for (const name of names) visit(name);
  return [...found].sort();
}

/** The rooms that lie in others: fourier for fourier/transforms. */
export const divided = [
  ...new Set(
    Object.keys(rooms).flatMap((room) =>
      room.includes('/') ? [room.split('/')[0] as string] : [],
    ),
  ),
];

const escaped = (text: string): string => text.replaceAll(/[.]/g, '\\.');
const inFolders = (names: readonly string[]): string => `^(${names.join('|')})/`;
const inRooms = (names: readonly string[]): string => `^src/(${names.join('|')})/`;

function rule(name: string, from: Rule['from'], to: Rule['to']): Rule {
  return { name, severity: 'error', from, to };
}

/** `names` as a rule says them. */
const listed = (names: readonly string[]): string => names.join(', ') || 'no other';

const ofRooms = Object.entries(rooms).map(([room, may]) =>
  rule(
    `${room} may import ${listed(may)}`,
    { path: inRooms([room]) },
    { path: '^src/', pathNot: inRooms(within([room], rooms)) },
  ),
);

/** The index of a divided room gathers what its rooms give. */
const ofDivided = divided.map((room) =>
  rule(
    `the index of ${room} may import its rooms`,
    { path: `^src/${room}/[^/]+$` },
    { path: '^src/', pathNot: inRooms([room]) },
  ),
);

const ofPackages = Object.entries(packages).flatMap(([name, places]) =>
  places === 'everywhere'
    ? []
    : rule(
        `${name} comes in at ${listed(places)}`,
        { path: '^src/', pathNot: `^src/(${places.map(escaped).join('|')})` },
        { path: `(^|/)node_modules/${escaped(name)}/` },
      ),
);

const ofFolders = Object.entries(folders).map(([folder, may]) =>
  rule(
    `${folder} may import ${listed(may)}`,
    { path: inFolders([folder]) },
    {
      path: inFolders([...Object.keys(folders), 'test']),
      pathNot: inFolders(within([folder], folders)),
    },
  ),
);

/** What holds everywhere, whatever the table says. */
const everywhere = [
  rule('nothing imports in a circle', {}, { circular: true }),
  rule(
    'src is made of the rooms of the table',
    {
      path: '^src/',
      pathNot: `${inRooms(Object.keys(rooms))}|^src/((${divided.join('|')})/)?index\\.ts$`,
    },
    {},
  ),
  rule(
    `src/index.ts may import ${listed(fromTheRoot)}`,
    { path: '^src/[^/]+$' },
    { path: '^src/', pathNot: inRooms(fromTheRoot) },
  ),
  rule(
    'only an index imports an index',
    { path: '^src/', pathNot: 'index\\.ts$' },
    { path: '^src/.*index\\.ts$' },
  ),
  rule(
    'src imports the packages of the table',
    { path: '^src/' },
    { pathNot: `^src/|(^|/)node_modules/(${Object.keys(packages).map(escaped).join('|')})/` },
  ),
];

/** The table of rooms.ts as dependency-cruiser reads it: each rule says what may be, and is broken by all else. */
export const rules: Rule[] = [...ofRooms, ...ofDivided, ...ofPackages, ...ofFolders, ...everywhere];
