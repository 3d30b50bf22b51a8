import { log } from './log';
import { rate } from './rate';
import { ready } from './ready';
import { runShard } from './runShard';

/** So many milliseconds between two lines about a shard in work. */
const EVERY = 30_000;

/** Computes one shard, and logs what becomes of it. */
export async function runOne(folder: string, shard: number): Promise<void> {
  let said = Number.NEGATIVE_INFINITY;
  const onProgress = (done: number, count: number) => {
    if (Date.now() - said < EVERY) return;
    said = Date.now();
    log(done === 0 ? begins(folder, shard) : `shard ${shard}: ${done} of ${count} images`);
  };
  const { images, seconds, wasThere } = await runShard(folder, shard, { onProgress });
  if (wasThere) log(`shard ${shard} is there already: nothing to do`);
  else
    log(
      `shard ${shard} is written: ${images} images in ${seconds.toFixed(1)} s, ${rate(images, seconds)}`,
    );
}

function begins(folder: string, shard: number): string {
  const { first = 0, count = 0, total } = ready(folder).shards[shard] ?? {};
  return `shard ${shard} begins: images ${first} to ${first + count - 1} of ${total}`;
}
