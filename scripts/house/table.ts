import { folders, packages, rooms } from './rooms';

const [begin, end] = ['<!-- npm run picture writes this table -->', '<!-- end of the table -->'];

const row = (first: string, second: string): string => `| ${first} | ${second} |`;
const code = (names: readonly string[]): string =>
  names.map((name) => `\`${name}\``).join(', ') || 'nothing';

/** What rooms.ts says, as tables in Markdown. */
export function tableOf(): string {
  return [
    row('room of `src/`', 'may import, with all that these may'),
    row('---', '---'),
    ...Object.entries(rooms).map(([room, may]) => row(`\`${room}\``, code(may))),
    '',
    row('folder', 'may import, with all that these may'),
    row('---', '---'),
    ...Object.entries(folders).map(([folder, may]) => row(`\`${folder}\``, code(may))),
    row('`test`', 'everything'),
    '',
    row('package', 'comes into `src/` at'),
    row('---', '---'),
    ...Object.entries(packages).map(([name, places]) =>
      row(`\`${name}\``, places === 'everywhere' ? places : code(places)),
    ),
  ].join('\n');
}

/** The text with the tables between their two marks. */
export function withTable(text: string): string {
  const [before, after] = [text.split(begin)[0], text.split(end)[1]];
  if (before === undefined || after === undefined)
    throw new Error(`ARCHITECTURE.md lacks ${begin}`);
  return `${before}${begin}\n\n${tableOf()}\n\n${end}${after}`;
}
