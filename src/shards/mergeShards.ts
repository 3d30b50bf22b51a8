import { check, checkKind } from '../internal/check';
import { itemAt } from '../internal/itemAt';
import { boolean, list } from '../internal/kinds';
import { named } from '../internal/named';
import { type KindsOf, optionsOf } from '../internal/options';
import { differenceOf } from './job';
import { type Measure, measures } from './measures';
import { checkedResult, type ShardResult } from './shardResult';

export interface MergeShardsOptions {
  /** Whether images before the first of these shards and after the last may be missing, to be merged later. Default: false. */
  readonly partial?: boolean | undefined;
}

const kinds: KindsOf<MergeShardsOptions> = { partial: boolean };

/**
 * The result of all images from those of shards, in any order: what one run over all of them gives, to the bit where counts
 * are added (selections, histograms, heat maps, confusion matrices), and but for the rounding of float64 for means (curves,
 * mean maps). With `partial`, neighbours are merged into results that merge again.
 *
 * @param results of the shards of one plan, each once
 * @returns a result of all images; nothing in it is shared with the results
 * @throws for results of different jobs, naming what differs; where images are in two results or in none, naming them; and
 *   on what is no result
 * @example
 * const job = { measure: 'confusionMatrix', model: 'my model, version 3' } as const;
 * const matrices = [[[2, 0], [0, 0]], [[0, 0], [1, 1]]];
 * const results = planShards(4, { size: 2 }).map((shard, i) => shardResult(job, shard, matrices[i]!));
 * mergeShards(results).value; // → [[2, 0], [1, 1]]
 */
export function mergeShards<M extends Measure>(
  results: readonly ShardResult<M>[],
  options: MergeShardsOptions = {},
): ShardResult<M> {
  return named('mergeShards', () => {
    const { partial = false } = optionsOf(options, kinds);
    checkKind('results', results, list);
    check(results.length > 0, 'at least one result is needed, but there is none');
    const all = Array.from(results, (result, i) => {
      const name = `result ${i}`;
      return { name, ...checkedResult(name, result) };
    }).sort((a, b) => a.first - b.first);
    checkSameJob(all);
    checkNoOverlap(all);
    const { version, job, total, first } = itemAt(all, 0);
    const last = itemAt(all, -1);
    checkNoGap(all, partial ? [first, last.first + last.count] : [0, total]);
    const value = measures[job.measure].merged(all.map((result) => result.value));
    const count = all.reduce((sum, result) => sum + result.count, 0);
    return { ...{ version, job, first, count, total }, value };
  });
}

interface NamedResult extends ShardResult {
  readonly name: string;
}

function checkSameJob([first, ...others]: readonly NamedResult[]): void {
  if (!first) return;
  for (const other of others) {
    const difference = differenceOf(first, other);
    check(difference === undefined, `all results must be of one job, but ${difference}`);
    check(
      first.total === other.total,
      `all results must be of one plan, but ${first.name} is of ${first.total} images and ${other.name} of ${other.total}`,
    );
  }
}

/** Of results in the order of their images. */
function checkNoOverlap(results: readonly NamedResult[]): void {
  for (const [i, result] of results.entries()) {
    const before = results[i - 1];
    const end = before ? before.first + before.count : 0;
    const both = Math.min(end, result.first + result.count);
    check(
      result.first >= end,
      `each image must be in one result, but ${stretch(result.first, both)} are in ${before?.name} and ${result.name}`,
    );
  }
}

/** So many stretches are named. */
const MOST_NAMED = 5;

function checkNoGap(results: readonly NamedResult[], [from, to]: readonly [number, number]): void {
  const ends = [from, ...results.map(({ first, count }) => first + count)];
  const firsts = [...results.map(({ first }) => first), to];
  const gaps = ends.flatMap((end, i) => {
    const next = itemAt(firsts, i);
    return next > end ? [{ text: stretch(end, next), images: next - end }] : [];
  });
  const names = gaps.slice(0, MOST_NAMED).map(({ text }) => text);
  if (gaps.length > MOST_NAMED) names.push(`${gaps.length - MOST_NAMED} more stretches`);
  const images = gaps.reduce((sum, gap) => sum + gap.images, 0);
  check(
    gaps.length === 0,
    `all ${to - from} images must be there, but ${images} are missing: ${names.join(', ')}`,
  );
}

const stretch = (first: number, end: number): string => `images ${first} to ${end - 1}`;
