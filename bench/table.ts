import type { Row } from './row';

const header = [
  ...['group', 'what', 'backend', 'sizes', 'ours', 'ms', 'peer', 'ms', 'ratio', 'reach'],
  'difference',
];
const isNumber = [5, 7, 8, 9];

export function table(rows: readonly Row[]): string {
  const lines = [header, ...rows.map(cellsOf)];
  const widths = header.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  const padded = lines.map((line) =>
    line.map((cell, i) =>
      isNumber.includes(i) ? cell.padStart(widths[i] as number) : cell.padEnd(widths[i] as number),
    ),
  );
  const text = padded.map((line) => line.join('  ').trimEnd());
  return `${text.join('\n')}\n`;
}

function cellsOf(row: Row): string[] {
  const { group, what, backend, sizes, ours, peer, reach } = row;
  const aim = reach === undefined ? '-' : digits(reach);
  if ('refused' in row) {
    const none = ['-', peer.name, '-', '-', aim];
    return [group, what, backend, sizes, ours.name, ...none, `refused: ${row.refused}`];
  }
  const numbers = [row.ours.milliseconds, row.peer.milliseconds, row.ratio].map(digits);
  const [ourTime, peerTime, ratio] = numbers as [string, string, string];
  return [
    ...[group, what, backend, sizes, ours.name, ourTime, peer.name, peerTime, ratio],
    isMissed(row) ? `${aim} missed` : aim,
    row.difference.toExponential(1),
  ];
}

/** '2.5x, 1.2 ms against 3 ms' */
export function outcome(row: Row): string {
  if ('refused' in row) return row.refused;
  const [ours, peer] = [row.ours, row.peer].map(({ milliseconds }) => `${digits(milliseconds)} ms`);
  return `${digits(row.ratio)}x, ${ours} against ${peer}`;
}

const isMissed = (row: Row): boolean =>
  'ratio' in row && row.reach !== undefined && row.ratio < row.reach;

/** Three digits, without exponents. */
const digits = (value: number): string =>
  value >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();
