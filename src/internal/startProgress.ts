import { AbortError } from './abortError';
import { abortSignal, callback } from './kinds';

/** What every asynchronous function that takes long can be asked for. */
export interface ProgressOptions {
  /** Called after each step with how much is done, and of how much; what it returns is awaited, and its error ends the work. Default: none. */
  readonly onProgress?: ((done: number, total: number) => unknown) | undefined;
  /** Ends the work between two steps with an {@link AbortError}, whose `cause` is the signal's reason. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

export const progressKinds = { onProgress: callback, signal: abortSignal };

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
  const endIfAborted = () => {
    if (signal?.aborted) throw abortError(signal.reason);
  };
  endIfAborted();
  return async (done, total) => {
    await onProgress?.(done, total);
    if (done === total) return;
    await turnOfEventLoop();
    endIfAborted();
  };
}

/** Timers and events come between, which they do not while promises alone are waited for. */
const turnOfEventLoop = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
