import { encodeShard, mergeShards, type ShardResult } from 'fourier-xai/shards';
import { isRefusal } from '../../support/isRefusal';
import { say } from '../../support/print';
import { shownPath } from '../../support/shownPath';
import { UserError } from '../../support/userError';
import { startWasm } from '../shared/startWasm';
import { findings } from './findings';
import { readPlan } from './plan';
import { resultPage } from './resultPage';
import { pageFile, removeParts, resultFile, writeDurably } from './shardFiles';
import { shardStates } from './shardStates';
import { MISSING, tellStatus } from './tellStatus';

/** What a killed process has left that wrote so many milliseconds ago. */
const STALE = 600_000;

/** What is too large for a file is told in a line. */
const encoded = (whole: ShardResult): Promise<Uint8Array> =>
  encodeShard(whole).catch((error: unknown) => {
    throw isRefusal(error)
      ? new UserError(`${error.message}; the task kernelHistogram keeps less`)
      : error;
  });

/** Merges all shards, keeps the result and says what was found; or says what is missing. Gives the exit code. */
export async function mergeAll(folder: string): Promise<number> {
  const plan = readPlan(folder);
  const results: ShardResult[] = [];
  for await (const [, state] of shardStates(folder, plan)) {
    if (state.is !== 'there') {
      await tellStatus(folder, false);
      say(`nothing is merged; next: npm run cluster -- run --in ${shownPath(folder)}`);
      return MISSING;
    }
    results.push(state.result);
  }
  const whole = mergeShards(results);
  writeDurably(resultFile(folder), await encoded(whole));
  removeParts(folder, STALE);
  for (const line of findings(whole)) say(line);
  await startWasm(); // draws
  writeDurably(pageFile(folder), Buffer.from(await resultPage(plan, whole)));
  say(`page: ${shownPath(pageFile(folder))}`);
  say(`numbers: ${shownPath(resultFile(folder))}`);
  return 0;
}
