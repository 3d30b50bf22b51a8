import { checkWritable, writeWhole } from '../support/files';
import { finishWritesOnInterrupt } from '../support/interrupt';
import { complain, print } from '../support/print';
import { withUserErrors } from '../support/userError';
import { runInBrowser } from './browser';
import { inBrowser } from './contest';
import { environment } from './environment';
import { runInNode } from './node';
import { parseOptions, usage } from './options';
import type { Row } from './row';
import { outcome, table } from './table';

/** A line for each row as soon as it is there: Ctrl-C leaves those that are done. */
const progress = {
  onStart: ({ what, backend, sizes }: Pick<Row, 'what' | 'backend' | 'sizes'>) => {
    print(`${what}, ${backend}, ${sizes}: `, process.stderr);
  },
  onRow: (row: Row) => {
    complain(outcome(row));
  },
};

await withUserErrors('bench', async () => {
  const options = parseOptions(process.argv.slice(2));
  if (!options) {
    print(usage);
    return;
  }
  if (options.json !== undefined) checkWritable(options.json);
  const away = options.backends.filter(inBrowser);
  const here = options.backends.filter((backend) => !inBrowser(backend));
  const rows = await runInNode({ ...options, backends: here }, progress);
  const page = away.length > 0 && (await runInBrowser({ ...options, backends: away }, progress));
  const all = page ? [...rows, ...page.rows] : rows;
  print(table(all));
  if (options.json !== undefined) {
    const where = { ...environment(), ...(page && { browser: page.version }) };
    finishWritesOnInterrupt(); // not earlier: a single call can hold the thread for many seconds
    writeWhole(options.json, `${JSON.stringify({ ...where, rows: all }, null, 2)}\n`);
  }
  if (all.some((row) => 'refused' in row)) process.exitCode = 1;
});
