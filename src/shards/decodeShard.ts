import { check } from '../internal/check';
import { object } from '../internal/kinds';
import { named } from '../internal/named';
import { type KindsOf, optionsOf } from '../internal/options';
import { shown } from '../internal/shown';
import { checkedJob, differenceOf, type ShardJob } from './job';
import type { Measure } from './measures';
import { checkedResult, type ShardResult } from './shardResult';
import { TooLong, through } from './through';

export interface DecodeShardOptions<M extends Measure = Measure> {
  /** What the result must be of. Default: any job. */
  readonly job?: ShardJob<M> | undefined;
}

const kinds: KindsOf<DecodeShardOptions> = { job: object };

/**
 * Reads what {@link encodeShard} has written.
 *
 * @param bytes of a whole file
 * @returns the result, checked
 * @throws on bytes that are cut short, damaged or of something else, on results of a later release, and of another job than
 *   `job`, naming what differs
 * @example
 * const job = { measure: 'confusionMatrix', model: 'my model, version 3' } as const;
 * const [shard] = planShards(2, { size: 2 });
 * const bytes = await encodeShard(shardResult(job, shard!, [[1, 0], [0, 1]]));
 * (await decodeShard(bytes)).first; // → 0
 */
export function decodeShard<M extends Measure = Measure>(
  bytes: Uint8Array,
  options: DecodeShardOptions<M> = {},
): Promise<ShardResult<M>> {
  return named('decodeShard', async () => {
    const { job } = optionsOf(options, kinds as KindsOf<typeof options>);
    check(
      ArrayBuffer.isView(bytes) && Object.prototype.toString.call(bytes) === '[object Uint8Array]',
      `bytes must be a Uint8Array, but it is ${shown(bytes)}`,
    );
    check(
      bytes[0] === 0x1f && bytes[1] === 0x8b,
      bytes.length === 0
        ? 'the bytes must be those of a shard, but there are none'
        : 'the bytes must be those of a shard, packed by gzip, but they are of something else',
    );
    const json = await unpacked(bytes);
    const result = checkedResult('the shard', parsed(json) as ShardResult<M>);
    if (job !== undefined) {
      const expected = { name: 'the job', job: checkedJob('job', job) };
      const difference = differenceOf({ name: 'the shard', job: result.job }, expected);
      check(difference === undefined, `the shard is of another job: ${difference}`);
    }
    return result;
  });
}

/** Letters of a text are at most so many, where V8 runs. */
const MOST = 2 ** 29;

async function unpacked(bytes: Uint8Array): Promise<string> {
  try {
    const plain = await through(bytes, new DecompressionStream('gzip'), MOST);
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch (error) {
    check(
      !(error instanceof TooLong),
      `the ${bytes.length} bytes unpack to more than half a gigabyte, as no shard does`,
    );
    check(false, `the ${bytes.length} bytes are cut short or damaged`);
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    check(false, 'the bytes must hold JSON, but they hold something else');
  }
}
