import { placesOf } from './call';
import { generate } from './generate';
import { harm } from './harm';
import type { Failure } from './judge';
import { shrink } from './shrink';
import { emptyTally, type Found, harmful, type Tally } from './tally';
import { PATIENTLY, warmChild } from './warmChild';
import type { Fork } from './watchedChild';

export interface FuzzSetup extends Fork {
  readonly seed: string;
  /** So many calls at most, and for so long. */
  readonly calls: number;
  readonly seconds: number;
  /** Called with each failure when it is first seen. */
  readonly found: (failure: Found) => void;
}

/** Makes calls in a process of its own, and tells of what goes wrong once for each function, place and kind. */
export async function fuzz(setup: FuzzSetup): Promise<Tally> {
  const { run, stop } = warmChild(setup);
  const tally = emptyTally();
  const seen = new Set<string>();
  const harmed = harm();

  const examine = async (text: string, { kind, detail }: Failure): Promise<void> => {
    const key = (call: string) => `${kind} ${placesOf(call)}`;
    const fails = async (call: string) =>
      (await run(call, kind === 'hang' ? PATIENTLY : 1)).failures.some((one) => one.kind === kind);
    // what is not seen twice was a cache that has been filled, or a machine that was busy
    if (!seen.has(key(text)) && !(await fails(text))) return;
    tally.failures[kind]++;
    const least = seen.has(key(text)) ? text : await shrink(text, fails);
    if (!seen.has(key(least))) setup.found({ kind, detail, backend: setup.backend, text: least });
    seen.add(key(text)).add(key(least));
    if (harmful.includes(kind)) harmed.add(least);
  };

  const end = Date.now() + 1000 * setup.seconds;
  try {
    for (const text of generate(setup.signatures, setup.seed)) {
      if (tally.calls >= setup.calls || Date.now() >= end) break;
      if (harmed.isIn(text)) continue;
      const { ended, failures } = await run(text);
      tally.calls++;
      tally[ended]++;
      for (const failure of failures) await examine(text, failure);
    }
  } finally {
    stop();
  }
  return tally;
}
