import { type BaselineName, baselineNames, type Scored } from './score';
import type { Subject } from './subject';

/** A row for each method: its worth on every model, and over the models where it applies the means of worth and areas. */
export function worthTable(all: readonly Scored[], kinds: readonly Subject['kind'][]): string {
  const some = all.filter(({ subject }) => kinds.includes(subject.kind));
  const subjects = [...new Set(some.map(({ subject }) => subject.name))];
  const methods = [...new Set(some.map(({ candidate }) => candidate))];
  const rows = methods.map((method) => {
    const own = some.filter(({ candidate }) => candidate === method);
    const cells = subjects.map((name) => own.find(({ subject }) => subject.name === name));
    const means = [worth, meanOf('deletion'), meanOf('insertion')].map((of) => mean(own.map(of)));
    return [
      method,
      ...cells.map((scored) => (scored ? worth(scored).toFixed(2) : '-')),
      ...means.map((value) => value.toFixed(2)),
    ];
  });
  return markdown(['method', ...subjects, 'mean', 'deletion', 'insertion'], rows);
}

/** Over the baselines. */
const meanOf =
  (area: keyof Scored['areas'][BaselineName]) =>
  ({ areas }: Scored): number =>
    mean(baselineNames.map((name) => areas[name][area]));

/** About 0 for an order that knows nothing. */
const worth = (scored: Scored): number => meanOf('insertion')(scored) - meanOf('deletion')(scored);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function markdown(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = header.map((_, column) => (column === 0 ? '---' : '---:'));
  return [header, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
