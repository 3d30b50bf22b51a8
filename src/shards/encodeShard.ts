import { check } from '../internal/check';
import { named } from '../internal/named';
import type { Measure } from './measures';
import { checkedResult, type ShardResult } from './shardResult';
import { through } from './through';

/**
 * A result as the bytes of a file: JSON, packed by gzip, whose check sum tells a damaged file. `zcat` shows it.
 *
 * @param result of {@link shardResult} or {@link mergeShards}
 * @returns the bytes, by convention of a file that ends in .json.gz
 * @throws on what is no result, and where its JSON is longer than a string may be, half a gigabyte: a kernelHistogram is far
 *   smaller than a selection
 * @example
 * const job = { measure: 'confusionMatrix', model: 'my model, version 3' } as const;
 * const [shard] = planShards(2, { size: 2 });
 * const bytes = await encodeShard(shardResult(job, shard!, [[1, 0], [0, 1]]));
 * (await decodeShard(bytes)).value; // → [[1, 0], [0, 1]]
 */
export function encodeShard<M extends Measure>(result: ShardResult<M>): Promise<Uint8Array> {
  return named('encodeShard', async () => {
    const json = jsonOf(checkedResult('the result', result));
    return through(new TextEncoder().encode(json), new CompressionStream('gzip'));
  });
}

function jsonOf(result: ShardResult): string {
  try {
    return JSON.stringify(result);
  } catch (error) {
    check(false, `the result is too large for JSON (${(error as Error).message})`);
  }
}
