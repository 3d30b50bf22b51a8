import { type BaselineName, baselineNames, type Scored } from './score';
import type { Subject } from './subject';

/** Insertion less deletion, the mean over the baselines: 0 for an order that knows nothing. */
const worth = (scored: Scored, names: readonly BaselineName[] = baselineNames): number =>
  mean(names.map((name) => scored.areas[name].insertion - scored.areas[name].deletion));

/** A row for each method: its worth on every model, and the mean over the models where it applies. */
export function worthTable(all: readonly Scored[], kind: Subject['kind']): string {
  const some = all.filter(({ subject }) => subject.kind === kind);
  const subjects = [...new Set(some.map(({ subject }) => subject.name))];
  return markdown(
    ['method', ...subjects, 'mean'],
    candidatesIn(some).map((candidate) => {
      const own = subjects.map((subject) => find(some, candidate, subject));
      const cells = own.map((scored) => (scored ? worth(scored).toFixed(2) : 'does not apply'));
      const known = own.filter((scored) => scored !== undefined);
      return [candidate, ...cells, mean(known.map((scored) => worth(scored))).toFixed(2)];
    }),
  );
}

/** A row for each method: deletion and insertion for each baseline, the means over all models for images, and the time. */
export function baselineTable(all: readonly Scored[]): string {
  const some = all.filter(({ subject }) => subject.kind === 'images');
  return markdown(
    [
      'method',
      ...baselineNames.flatMap((name) => [`deletion, ${name}`, `insertion, ${name}`]),
      'ms an image, MobileNet',
    ],
    candidatesIn(some).map((candidate) => {
      const own = some.filter((scored) => scored.candidate === candidate);
      const areas = baselineNames.flatMap((name) => [
        mean(own.map((scored) => scored.areas[name].deletion)),
        mean(own.map((scored) => scored.areas[name].insertion)),
      ]);
      const time = own.at(-1)?.millisecondsPerInput ?? 0;
      return [candidate, ...areas.map((area) => area.toFixed(2)), time.toFixed(0)];
    }),
  );
}

const candidatesIn = (some: readonly Scored[]): string[] => [
  ...new Set(some.map(({ candidate }) => candidate)),
];

const find = (some: readonly Scored[], candidate: string, subject: string): Scored | undefined =>
  some.find((scored) => scored.candidate === candidate && scored.subject.name === subject);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function markdown(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = header.map((_, column) => (column === 0 ? '---' : '---:'));
  return [header, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
