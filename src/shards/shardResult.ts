import { check, checkKind, reading } from '../internal/check';
import { integer, object } from '../internal/kinds';
import { named } from '../internal/named';
import { shown } from '../internal/shown';
import { checkedJob, type ShardJob, type WholeJob } from './job';
import { type Measure, type MeasureValues, measures } from './measures';
import { imagesKind, type Shard } from './planShards';

/** Of the form of results, in files too. A later one may not be read by this release. */
const VERSION = 1;

/** What was found in the images of a shard, or of shards that were merged: plain data, which JSON carries. */
export interface ShardResult<M extends Measure = Measure> {
  /** Of the form of results: 1. */
  readonly version: number;
  /** What was asked, with nothing left out. */
  readonly job: WholeJob<M>;
  /** The number of the first image among all. */
  readonly first: number;
  /** How many images it is of. */
  readonly count: number;
  /** How many there are in all. */
  readonly total: number;
  /** What was found. */
  readonly value: MeasureValues[M];
}

/**
 * The result of a shard, ready to be stored and merged: what a function has found in its images, and what it was asked.
 *
 * @param job what is computed: results of other jobs do not merge with this one
 * @param shard one of {@link planShards}
 * @param value what the function of the job's measure gives for the images of the shard
 * @returns plain data that shares nothing with the arguments
 * @throws on what is no value of the measure, or of another number of images than the shard has
 * @example
 * const job = { measure: 'confusionMatrix', model: 'my model, version 3' } as const;
 * const [shard] = planShards(4, { size: 2 });
 * shardResult(job, shard!, confusionMatrix([0, 1], [0, 0])).count; // → 2
 */
export function shardResult<M extends Measure>(
  job: ShardJob<M>,
  shard: Shard,
  value: MeasureValues[M],
): ShardResult<M> {
  return named('shardResult', () => {
    const { first, count, total } = reading('shard', () => {
      checkKind('shard', shard, object);
      checkKind('index of the shard', shard.index, integer(0));
      return { ...shard };
    });
    const whole = checkedJob('job', job);
    return checkedResult('the shard', { version: VERSION, job: whole, first, count, total, value });
  });
}

/** A copy as plain data. Refuses what no shard gives. */
export function checkedResult<M extends Measure>(
  name: string,
  result: ShardResult<M>,
): ShardResult<M> {
  return reading(name, () => {
    checkKind(name, result, object);
    const { version, first, count, total, value } = result;
    check(
      version === VERSION,
      `${name} must be of version ${VERSION}, which this release reads, but its version is ${shown(version)}`,
    );
    const job = checkedJob(`job of ${name}`, result.job);
    checkKind(`total of ${name}`, total, imagesKind);
    checkKind(`first of ${name}`, first, integer(0, total - 1));
    checkKind(`count of ${name}`, count, integer(1, total - first));
    const { checked, images } = measures[job.measure];
    const own = checked(`value of ${name}`, value);
    check(
      images(own) === count,
      `${name} has ${count} images, but its ${job.measure} is of ${images(own)}`,
    );
    return { version, job, first, count, total, value: own };
  });
}
