import { decodeShard, type Shard, type ShardResult } from 'fourier-xai/shards';
import { reasonOf } from '../../support/reasonOf';
import { shownPath } from '../../support/shownPath';
import { UserError } from '../../support/userError';
import { type Plan, shardsOf } from './plan';
import { readFileIfThere, shardFile } from './shardFiles';

/** What lies in the place of a shard: its result, nothing, or a file that is cut short or damaged. */
export type ShardState =
  | { readonly is: 'there'; readonly result: ShardResult }
  | { readonly is: 'missing' }
  | { readonly is: 'damaged'; readonly reason: string };

/** Refuses a file of another plan: nobody but its owner knows what it is good for. */
export async function shardState(folder: string, plan: Plan, shard: Shard): Promise<ShardState> {
  const file = shardFile(folder, shard.index);
  const bytes = readFileIfThere(file);
  if (bytes === undefined) return { is: 'missing' };
  const notOfPlan = (difference: string) =>
    new UserError(`${shownPath(file)} is not of this plan, move it away: ${difference}`);
  let result: ShardResult;
  try {
    result = await decodeShard(bytes, { job: plan.job });
  } catch (error) {
    const reason = reasonOf(error).replace(/^decodeShard: /, '');
    const [, difference] = /^the shard is of another job: (.*)$/.exec(reason) ?? [];
    if (difference !== undefined) throw notOfPlan(difference);
    return { is: 'damaged', reason };
  }
  const difference = placeDifference(result, shard);
  if (difference !== undefined) throw notOfPlan(difference);
  return { is: 'there', result };
}

function placeDifference(result: ShardResult, shard: Shard): string | undefined {
  const place = ({ first, count, total }: Shard | ShardResult) =>
    `images ${first} to ${first + count - 1} of ${total}`;
  return place(result) === place(shard)
    ? undefined
    : `it holds ${place(result)}, but shard ${shard.index} has ${place(shard)}`;
}

/** Of all shards of a plan, in their order. */
export async function* shardStates(
  folder: string,
  plan: Plan,
): AsyncGenerator<readonly [Shard, ShardState]> {
  for (const shard of shardsOf(plan)) yield [shard, await shardState(folder, plan, shard)];
}

/** The numbers of the shards whose file is not there, or not whole. */
export async function missingShards(folder: string, plan: Plan): Promise<number[]> {
  const missing: number[] = [];
  for await (const [{ index }, { is }] of shardStates(folder, plan)) {
    if (is !== 'there') missing.push(index);
  }
  return missing;
}
