// Measures what each method takes of wasm's memory, and writes the table of docs/guides/memory.md: npm run memory

import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { print } from '../../support/print';
import { runProgram, UserError } from '../../support/userError';
import { methods } from './methods';
import { type Cell, tableOf, withTable } from './table';

/** Rows and columns of the images, and images of a batch. */
const columns = [
  [224, 1],
  [224, 16],
  [1024, 1],
  [1024, 16],
] as const;

const run = promisify(execFile);
const cell = join(import.meta.dirname, 'cell.ts');
const page = join(import.meta.dirname, '../../docs/guides/memory.md');

await runProgram('memory', async () => {
  const [seconds = '300', ...others] = process.argv.slice(2);
  if (!(Number(seconds) > 0) || others.length > 0) {
    throw new UserError(
      'npm run memory -- SECONDS takes the seconds that a cell may take (default 300)',
    );
  }
  const rows: [string, Cell[]][] = [];
  for (const name of Object.keys(methods)) {
    const cells: Cell[] = [];
    for (const [side, batch] of columns)
      cells.push(await measured(name, side, batch, Number(seconds)));
    rows.push([name, cells]);
    print(
      `${name}: ${cells.map(({ bytes, ended }) => `${Math.round(bytes / 2 ** 20)} ${ended}`).join(' | ')}\n`,
    );
  }
  writeFileSync(page, withTable(readFileSync(page, 'utf8'), tableOf(columns, rows)));
});

async function measured(name: string, side: number, batch: number, seconds: number): Promise<Cell> {
  const args = ['--import', 'tsx', cell, name, String(side), String(batch)];
  try {
    const { stdout } = await run(process.execPath, args, {
      timeout: 1000 * seconds,
      killSignal: 'SIGKILL',
    });
    return JSON.parse(stdout.slice(stdout.lastIndexOf('{')) as string) as Cell;
  } catch (error) {
    const { killed } = error as { killed?: boolean };
    return { bytes: 0, ended: killed ? 'late' : 'broken' };
  }
}
