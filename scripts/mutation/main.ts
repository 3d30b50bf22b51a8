// Changes the code of a room here and there, and counts how often its tests notice: npm run mutation -- metrics
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';
import { say } from '../../support/print';
import { runProgram, UserError } from '../../support/userError';
import { type MutatedRoom, mutatedRooms } from './rooms';
import { summary } from './summary';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

await runProgram('mutation', async () => {
  const [name = '', ...rest] = process.argv.slice(2);
  const room = roomNamed(name);
  const [share = `${room.share}`, seed = '1'] = rest;
  if (!(Number(share) > 0 && Number(share) <= 1))
    throw new UserError(`the share must be above 0 and at most 1, but it is ${share}`);
  // Stryker's processes read these
  Object.assign(process.env, { MUTATION_ROOM: name, MUTATION_SHARE: share, MUTATION_SEED: seed });
  const results = await new Stryker({
    mutate: [...room.files],
    // messages have tests of their own where they matter
    mutator: { plugins: [], excludedMutations: ['StringLiteral'] },
    ignoreStatic: true,
    coverageAnalysis: 'perTest',
    concurrency: 1,
    dryRunTimeoutMinutes: 60,
    // hangs are told from a machine that is busy
    timeoutMS: 20_000,
    timeoutFactor: 2,
    plugins: ['@stryker-mutator/vitest-runner', here('sampleChecker.mjs')],
    checkers: ['sample'],
    testRunner: 'vitest',
    vitest: { configFile: 'scripts/mutation/vitest.config.ts', related: false },
    ignorePatterns: ['docs', 'bench', 'dist', 'examples', 'reports'],
    reporters: ['progress-append-only', 'clear-text', 'json', 'html'],
    clearTextReporter: { reportTests: false, reportScoreTable: false, allowColor: false },
    jsonReporter: { fileName: `reports/mutation/${name}.json` },
    htmlReporter: { fileName: `reports/mutation/${name}.html` },
    incremental: true,
    // of one sample: what is not drawn is remembered, too
    incrementalFile: `reports/mutation/${name}-${share}-${seed}-incremental.json`,
    disableTypeChecks: true,
    tempDirName: '.stryker-tmp',
  }).runMutationTest();
  for (const line of summary(name, results)) say(line);
});

function roomNamed(name: string): MutatedRoom {
  const room = mutatedRooms[name];
  if (room) return room;
  const known = Object.keys(mutatedRooms).join(', ');
  throw new UserError(`the room must be one of ${known}, but it is '${name}'`);
}
