/** How a call ended: 'done', 'late', 'broken', or in what it said when it refused; the heap at its end, which is its peak. */
export interface Cell {
  readonly ended: string;
  readonly bytes: number;
}

const [BEGIN, END] = ['<!-- npm run memory writes this table -->', '<!-- end of the table -->'];

/** Markdown: a row a method, a column a size and a batch. */
export function tableOf(
  columns: readonly (readonly [side: number, batch: number])[],
  rows: readonly (readonly [string, readonly Cell[]])[],
): string {
  const heads = columns.map(([side, batch]) => `${side}², ${batch === 1 ? 'one' : batch}`);
  return [
    `| MiB | ${heads.join(' | ')} |`,
    `| --- |${' ---: |'.repeat(heads.length)}`,
    ...rows.map(([name, cells]) => `| ${name} | ${cells.map(shownCell).join(' | ')} |`),
  ].join('\n');
}

function shownCell({ ended, bytes }: Cell): string {
  if (ended === 'done') return Math.round(bytes / 2 ** 20).toLocaleString('en');
  return ended.includes('has no room') ? 'refused' : ended;
}

/** A page with another table between its marks. */
export function withTable(page: string, table: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the page must have ${BEGIN} and ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${page.slice(end)}`;
}
