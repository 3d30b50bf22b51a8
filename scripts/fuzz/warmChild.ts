import { callOf } from './call';
import type { Outcome } from './makeCall';
import { harmful } from './tally';
import { type Fork, watchedChild } from './watchedChild';

/**
 * A watched child in which a right call of each function comes first, which fills what the library keeps, and which ends
 * where a call has left harm behind.
 */
export function warmChild(setup: Fork): {
  run: (text: string) => Promise<Outcome>;
  stop: () => void;
} {
  const child = watchedChild(setup);
  const warm = new Set<string>();
  const stop = () => {
    child.stop();
    warm.clear();
  };
  const run = async (text: string): Promise<Outcome> => {
    if (!child.isRunning()) warm.clear();
    const { name } = callOf(text);
    if (!warm.has(name) && text !== name) await child.run(name);
    warm.add(name);
    const outcome = await child.run(text);
    if (outcome.failures.some(({ kind }) => harmful.includes(kind))) stop();
    return outcome;
  };
  return { run, stop };
}
