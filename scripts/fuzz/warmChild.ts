import { callOf } from './call';
import type { Outcome } from './makeCall';
import { harmful } from './tally';
import { type Fork, watchedChild } from './watchedChild';

/** A call that only looks as if it hung gets so much more time than others. */
export const PATIENTLY = 4;

/**
 * A watched child in which a right call of each function comes first, which fills what the library keeps, and which ends
 * where a call has left harm behind.
 */
export function warmChild(setup: Fork): {
  run: (text: string, times?: number) => Promise<Outcome>;
  stop: () => void;
} {
  const child = watchedChild(setup);
  const warm = new Set<string>();
  const stop = () => {
    child.stop();
    warm.clear();
  };
  const run = async (text: string, times = 1): Promise<Outcome> => {
    if (!child.isRunning()) warm.clear();
    const { name } = callOf(text);
    if (!warm.has(name) && text !== name) await child.run(name, PATIENTLY);
    warm.add(name);
    const outcome = await child.run(text, times);
    if (outcome.failures.some(({ kind }) => harmful.includes(kind))) stop();
    return outcome;
  };
  return { run, stop };
}
