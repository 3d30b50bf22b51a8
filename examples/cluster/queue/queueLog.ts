import { clearLine, cursorTo } from 'node:readline';
import { progressBar } from '../../shared/progressBar';
import { log } from '../log';

export interface QueueLog {
  /** A line with the time, above the bar. */
  say(line: string): void;
  show(done: number): void;
  stop(): void;
}

/** What a run of a queue prints: a bar of its shards, and lines for what is out of the ordinary. */
export function queueLog(shards: number): QueueLog {
  const bar = progressBar('computing {bar} {value}/{total} shards  {duration_formatted}');
  return {
    say: (line) => {
      if (process.stderr.isTTY) {
        cursorTo(process.stderr, 0);
        clearLine(process.stderr, 0);
      }
      log(line);
    },
    show: (done) => {
      if (bar.isActive) bar.update(done);
      else bar.start(shards, done);
    },
    stop: () => bar.stop(),
  };
}
