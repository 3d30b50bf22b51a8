import { type Failure, type FailureKind, failureKinds } from './judge';

/** A failure, and the fewest changes of a right call that it takes. */
export interface Found extends Failure {
  readonly backend: string;
  readonly text: string;
}

export interface Tally {
  calls: number;
  refused: number;
  accepted: number;
  /** How many calls have failed in each way. */
  readonly failures: Record<FailureKind, number>;
}

/** Failures after which a process is not what it was. */
export const harmful: readonly FailureKind[] = [
  'trap',
  'state left',
  'changed argument',
  'hang',
  'crash',
];

export const emptyTally = (): Tally => ({
  calls: 0,
  refused: 0,
  accepted: 0,
  failures: Object.fromEntries(failureKinds.map((kind) => [kind, 0])) as Tally['failures'],
});

/** What is printed of a failure, with the line that makes it again. */
export const blockOf = ({ kind, detail, backend, text }: Found): string =>
  `${kind}: ${text}\n  ${detail.replaceAll('\n', ' ')}\n  npm run fuzz -- --backend ${backend} --replay '${text}'\n`;

/** One row for each backend. */
export function tableOf(tallies: Readonly<Record<string, Tally>>): string {
  const head = ['backend', 'calls', 'refused', 'accepted', ...failureKinds];
  const rows = Object.entries(tallies).map(([backend, { calls, refused, accepted, failures }]) => [
    backend,
    ...[calls, refused, accepted, ...failureKinds.map((kind) => failures[kind])].map(String),
  ]);
  const rule = head.map(() => '---');
  return [head, rule, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

export const hasFailed = (tallies: Readonly<Record<string, Tally>>): boolean =>
  Object.values(tallies).some(({ failures }) => failureKinds.some((kind) => failures[kind] > 0));
