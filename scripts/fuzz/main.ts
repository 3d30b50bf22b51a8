// Calls every public function with right and wrong arguments, and fails where one does what it may not: npm run fuzz
import { join } from 'node:path';
import { publicTypes } from '../../support/publicTypes';
import { runProgram, UserError } from '../../support/userError';
import { callOf } from './call';
import { type Signatures, signaturesOf } from './declared';
import { fuzz } from './fuzz';
import { subjectNames } from './librarySubjects';
import { type FuzzOptions, optionsFrom, usage } from './options';
import { blockOf, hasFailed, type Tally, tableOf } from './tally';
import { warmChild } from './warmChild';

const PATIENCE = 5000;
const module = join(import.meta.dirname, 'librarySubjects.ts');
const say = (text: string) => process.stdout.write(`${text}\n`);

await runProgram('fuzz', async () => {
  const options = optionsFrom(process.argv.slice(2));
  if (!options) {
    say(usage);
    return;
  }
  const types = publicTypes();
  const signatures = signaturesOf(types, subjectNames(types));
  const failed =
    options.replay.length > 0
      ? await replay(options, signatures)
      : await search(options, signatures);
  process.exitCode = failed ? 1 : 0;
});

async function search(options: FuzzOptions, all: Signatures): Promise<boolean> {
  const signatures = chosen(all, options.only);
  const tallies: Record<string, Tally> = {};
  for (const backend of options.backends) {
    const found = (failure: Parameters<typeof blockOf>[0]) => say(blockOf(failure));
    const own = { module, backend, signatures, patience: PATIENCE, found };
    tallies[backend] = await fuzz({ ...options, ...own });
  }
  say(tableOf(tallies));
  return hasFailed(tallies);
}

function chosen(all: Signatures, only: readonly string[]): Signatures {
  const unknown = only.find((name) => !Object.hasOwn(all, name));
  if (unknown !== undefined)
    throw new UserError(`--only must name a public function, but it is '${unknown}'`);
  return Object.fromEntries(
    Object.entries(all).filter(([name]) => only.length === 0 || only.includes(name)),
  );
}

/** Each call in a new process, after a right call of the same function. */
async function replay(
  { replay: texts, backends }: FuzzOptions,
  signatures: Signatures,
): Promise<boolean> {
  let failed = false;
  for (const backend of backends) {
    for (const text of texts) {
      chosen(signatures, [callOf(text).name]);
      const { run, stop } = warmChild({ module, backend, signatures, patience: PATIENCE });
      const { ended, message, failures } = await run(text);
      stop();
      failed ||= failures.length > 0;
      say(`${backend}: ${text}: ${ended} ${message}`);
      for (const failure of failures) say(blockOf({ ...failure, backend, text }));
    }
  }
  return failed;
}
