/** Does something for all items at once; where it fails for one, the others are stopped, and have ended. */
export async function allOrNone<Item, Result>(
  items: readonly Item[],
  act: (item: Item, signal: AbortSignal) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result[]> {
  const stop = new AbortController();
  const abort = () => stop.abort(signal?.reason);
  signal?.throwIfAborted();
  signal?.addEventListener('abort', abort);
  const doing = items.map((item) => act(item, stop.signal));
  try {
    return await Promise.all(doing);
  } finally {
    stop.abort();
    await Promise.allSettled(doing);
    signal?.removeEventListener('abort', abort);
  }
}
