// Milliseconds of import('fourier-xai') in fresh processes that have tf.js already: npm run build, then npm run import-time

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { say } from '../support/print';

const PROCESSES = 15;

const program = `
  import { writeFileSync } from 'node:fs';
  import '@tensorflow/tfjs-core';
  import '@tensorflow/tfjs-layers';
  const begin = performance.now();
  await import('fourier-xai');
  writeFileSync(1, String(performance.now() - begin));
`;

const root = join(import.meta.dirname, '..');
const times = Array.from({ length: PROCESSES }, () =>
  Number(execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: root })),
).sort((a, b) => a - b);
const [least, median, most] = [0, PROCESSES >> 1, PROCESSES - 1].map((i) => times[i]?.toFixed(0));
say(`import('fourier-xai'): median ${median} ms of ${PROCESSES} processes, ${least} to ${most}`);
