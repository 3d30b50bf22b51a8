import { AbortError } from './abortError';
import { check } from './check';
import { shown } from './shown';

/** What every asynchronous function that takes long can be asked for. */
export interface ProgressOptions {
  /** Called after each step with how much is done, and of how much. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Ends the work between two steps with an {@link AbortError}, whose `cause` is the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Tells that so much of the total is done; unless that is all, other work has a turn, and an abort ends this one. */
export type Reached = (done: number, total: number) => Promise<void>;

/**
 * Begins work that takes many steps; `await reached(done, total)` stands after each.
 *
 * @throws AbortError when the signal is aborted by now, and from `reached` when it is later
 */
export function startProgress(
  { onProgress, signal }: ProgressOptions,
  abortError = (reason: unknown) => new AbortError('aborted', reason),
): Reached {
  check(
    onProgress === undefined || typeof onProgress === 'function',
    `onProgress must be a function, but it is ${shown(onProgress)}`,
  );
  check(
    signal === undefined || typeof signal?.aborted === 'boolean',
    `signal must be an AbortSignal, but it is ${shown(signal)}`,
  );
  const endIfAborted = () => {
    if (signal?.aborted) throw abortError(signal.reason);
  };
  endIfAborted();
  return async (done, total) => {
    onProgress?.(done, total);
    if (done === total) return;
    await turnOfEventLoop();
    endIfAborted();
  };
}

/** Timers and events come between, which they do not while promises alone are waited for. */
const turnOfEventLoop = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
