import { columns } from './columns';
import type { LayerCase } from './layerCases';

/** What the walk found of a layer: a list of column, backend and verdict. */
export interface Finding {
  readonly one: LayerCase;
  readonly column: string;
  readonly backend: string;
  readonly verdict: string;
}

/** One verdict where all backends agree, else each with its backends. */
function merged(findings: readonly Finding[]): string {
  const backends = new Map<string, string[]>();
  for (const { verdict, backend } of findings) {
    backends.set(verdict, [...(backends.get(verdict) ?? []), backend]);
  }
  if (backends.size === 1) return [...backends.keys()][0]!;
  return [...backends].map(([verdict, on]) => `${verdict} (${on.join(', ')})`).join('; ');
}

/** The shapes of one sample. */
const inputOf = ({ shapes }: LayerCase): string =>
  shapes.map((shape) => `[${shape.join(', ')}]`).join(' and ');

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Rows of the table; options of a class of which the same is true share one. */
export function layerTable(cases: readonly LayerCase[], findings: readonly Finding[]): string {
  const names = Object.keys(columns);
  const options = new Map<string, Set<string>>();
  for (const one of cases) {
    const own = findings.filter((finding) => finding.one === one);
    const verdicts = names.map((name) => merged(own.filter(({ column }) => column === name)));
    const key = JSON.stringify([one.className, inputOf(one), verdicts]);
    options.set(key, (options.get(key) ?? new Set()).add(one.options));
  }
  const rows = [...options].map(([key, texts]) => {
    const [className, input, verdicts] = JSON.parse(key) as [string, string, string[]];
    return [className, input, [...texts].join('; '), ...verdicts] as const;
  });
  const order = [...new Set(rows.map(([className]) => className))];
  rows.sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  const head = ['layer', 'input', 'options', ...names];
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}
