import { batch, effect, type Signal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Answers } from '../worker/worker';
import { type Answer, ask, type Question } from './worker';

export interface Asking<K extends keyof Answers> {
  /** The last answer; an older one stays until the next is there. */
  readonly answer: Signal<Answer<K> | undefined>;
  readonly busy: Signal<boolean>;
  readonly failure: Signal<string | undefined>;
}

/**
 * Asks the worker anew whenever a signal changes that the question reads. While an answer is awaited only the last change
 * is remembered, so that a slider never runs ahead of the model. What was asked last is not asked again.
 *
 * @param pause what takes long waits until nothing has changed for so many ms
 */
export function useAnswer<K extends keyof Answers>(
  name: K,
  question: () => Question<K> | undefined,
  pause = 0,
): Asking<K> {
  const asking = useMemo(() => newAsking<K>(), []);
  useEffect(() => keepAsking(name, question, asking, pause), []);
  return asking;
}

const newAsking = <K extends keyof Answers>(): Asking<K> => ({
  answer: signal<Answer<K> | undefined>(undefined),
  busy: signal(false),
  failure: signal<string | undefined>(undefined),
});

function keepAsking<K extends keyof Answers>(
  name: K,
  question: () => Question<K> | undefined,
  { answer, busy, failure }: Asking<K>,
  pause: number,
): () => void {
  let next: Question<K> | undefined;
  let last = '';
  let over = false;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const one = async (now: Question<K>): Promise<void> => {
    try {
      const found = await ask(name, now);
      if (!over) batch(() => take(found));
    } catch (error) {
      last = '';
      if (next === undefined && !over) failure.value = (error as Error).message;
    }
  };
  const take = (found: Answer<K>): void => {
    answer.value = found;
    failure.value = undefined;
  };
  const run = async (): Promise<void> => {
    busy.value = true;
    while (next !== undefined && !over) {
      const now = next;
      next = undefined;
      await one(now);
    }
    busy.value = false;
  };
  const stop = effect(() => {
    const changed = question();
    if (changed === undefined) return;
    const written = JSON.stringify(changed);
    if (written === last) return;
    last = written;
    next = changed;
    if (busy.peek()) return;
    clearTimeout(waiting);
    if (pause > 0) waiting = setTimeout(run, pause);
    else void run();
  });
  return () => {
    over = true;
    clearTimeout(waiting);
    stop();
  };
}
