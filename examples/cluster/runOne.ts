import { log } from './log';
import { rate } from './rate';
import { ready } from './ready';
import { runShard } from './runShard';

/** So many milliseconds between two lines about a shard in work. */
const EVERY = 30_000;

/** Computes one shard, and logs what becomes of it. */
export async function runOne(folder: string, shard: number): Promise<void> {
  const own = ready(folder).shards[shard];
  if (own) {
    const last = own.first + own.count - 1;
    log(`shard ${shard} begins: images ${own.first} to ${last} of ${own.total}`);
  }
  let said = Date.now();
  const onProgress = (done: number, total: number) => {
    if (Date.now() - said < EVERY) return;
    said = Date.now();
    log(`shard ${shard}: ${done} of ${total} images`);
  };
  const { images, seconds, wasThere } = await runShard(folder, shard, { onProgress });
  if (wasThere) log(`shard ${shard} is there already: nothing to do`);
  else
    log(
      `shard ${shard} is written: ${images} images in ${seconds.toFixed(1)} s, ${rate(images, seconds)}`,
    );
}
