import { print, say } from '../../support/print';
import { listed } from './listed';
import { readPlan, shardsOf } from './plan';
import { shardStates } from './shardStates';

/** Shards are missing: of merge and status. */
export const MISSING = 3;

/** Says what is there; with `onlyMissing`, prints the numbers of the shards that are not. Gives the exit code. */
export async function tellStatus(folder: string, onlyMissing: boolean): Promise<number> {
  const plan = readPlan(folder);
  const [missing, damaged]: [number[], string[]] = [[], []];
  let images = 0;
  for await (const [{ index, count }, state] of shardStates(folder, plan)) {
    if (state.is === 'there') images += count;
    else missing.push(index);
    if (state.is === 'damaged') damaged.push(`shard ${index} must run again: ${state.reason}`);
  }
  const code = missing.length === 0 ? 0 : MISSING;
  if (onlyMissing) {
    print(missing.map((index) => `${index}\n`).join(''));
    return code;
  }
  const shards = shardsOf(plan).length;
  const number = (value: number) => value.toLocaleString('en');
  say(
    `${number(shards - missing.length)} of ${number(shards)} shards are there, ${number(images)} of ${number(plan.images.names.length)} images`,
  );
  for (const line of damaged) say(line);
  if (missing.length > 0) say(`missing: ${listed(missing)}`);
  return code;
}
