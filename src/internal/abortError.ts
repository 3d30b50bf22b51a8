/** What an asynchronous function rejects with when its signal ends it; `cause` is the signal's reason. */
export class AbortError extends Error {
  /** As of the errors with which the platform aborts. */
  override readonly name = 'AbortError';

  constructor(message: string, reason: unknown) {
    super(message, { cause: reason });
  }
}
