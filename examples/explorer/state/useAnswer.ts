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
 * is remembered, so that a slider never runs ahead of the model.
 */
export function useAnswer<K extends keyof Answers>(
  name: K,
  question: () => Question<K> | undefined,
): Asking<K> {
  const asking = useMemo(() => newAsking<K>(), []);
  useEffect(() => keepAsking(name, question, asking), []);
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
): () => void {
  let next: Question<K> | undefined;
  let over = false;
  const one = async (now: Question<K>): Promise<void> => {
    try {
      const found = await ask(name, now);
      if (!over) batch(() => take(found));
    } catch (error) {
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
    next = changed;
    if (!busy.peek()) void run();
  });
  return () => {
    over = true;
    stop();
  };
}
