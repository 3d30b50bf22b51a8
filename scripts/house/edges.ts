import type { ICruiseResult } from 'dependency-cruiser';
import { rooms } from './rooms';

/** From a room to one that it imports. */
export type Edge = readonly [from: string, to: string];

const roomOf = (file: string): string | undefined =>
  file.endsWith('/index.ts')
    ? undefined
    : Object.keys(rooms).find((room) => file.startsWith(`src/${room}/`));

/** Which rooms import which, measured from the imports of their files; what an index gathers does not count. */
export function edgesOf({ modules }: ICruiseResult): Edge[] {
  const found = new Map<string, Edge>();
  for (const { source, dependencies } of modules) {
    const from = roomOf(source);
    for (const { resolved } of dependencies) {
      const to = roomOf(resolved);
      if (from && to && from !== to) found.set(`${from} ${to}`, [from, to]);
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, edge]) => edge);
}

/** Without the edges that a longer way says too: where a imports b and c, and b imports c, that of a to c. */
export function reduced(edges: readonly Edge[]): Edge[] {
  const leads = (from: string, to: string): boolean =>
    edges.some(([a, b]) => a === from && (b === to || leads(b, to)));
  return edges.filter(
    ([from, to]) => !edges.some(([a, b]) => a === from && b !== to && leads(b, to)),
  );
}
