// Installs the tarball as a user would, in programs and pages of all kinds, and prints what each did: npm run consumers
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say } from '../../support/print';
import { install, pack, root } from '../package/install';
import { onNode } from './nodes';
import { closeBrowser, onPages } from './pages';
import { failed, type Row, rowOf, tableOf } from './row';
import { inTypeScript } from './types';

const folder = mkdtempSync(join(tmpdir(), 'fourier-xai-'));
const rows: Row[] = [];
try {
  install(folder, pack(folder));
  const programs = join(root, 'scripts/consumer');
  cpSync(programs, folder, { recursive: true });
  cpSync(join(programs, 'node'), folder, { recursive: true });
  cpSync(join(programs, 'page'), folder, { recursive: true });
  for (const trial of [...onNode(folder), ...inTypeScript(folder), ...onPages(folder)]) {
    const began = performance.now();
    rows.push(await rowOf(trial));
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    say(`${trial.consumer} ${trial.version}, ${seconds} s: ${rows.at(-1)?.result}`);
  }
} finally {
  await closeBrowser();
  rmSync(folder, { recursive: true, force: true });
}
say('');
for (const line of tableOf(rows)) say(line);
if (rows.some(failed)) process.exitCode = 1;
