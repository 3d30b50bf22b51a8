import { AbortError } from '../../internal/abortError';
import { check, RuleError } from '../../internal/check';
import { shown } from '../../internal/shown';
import type { ProgressOptions } from '../../internal/startProgress';
import { joined } from './joined';

/** The bytes at an address; `onProgress` hears how many of how many are there, Infinity where the server does not say. */
export async function fetchBytes(
  address: string,
  { onProgress, signal }: ProgressOptions,
): Promise<Uint8Array> {
  /** What goes wrong on the way, in one sentence. */
  const onTheWay = async <T>(run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      if (signal?.aborted) throw new AbortError('aborted', signal.reason);
      const { message } = error as Error;
      throw new RuleError(`${shown(address)} cannot be fetched: ${message}`, { cause: error });
    }
  };
  const response = await onTheWay(() => fetch(address, signal ? { signal } : {}));
  check(response.ok, `${shown(address)} cannot be fetched: the server answers ${response.status}`);
  if (!response.body) return new Uint8Array(await onTheWay(() => response.arrayBuffer()));
  // of what is compressed on the way, the length tells nothing
  const isPlain = !response.headers.get('content-encoding');
  const length = (isPlain && Number(response.headers.get('content-length'))) || Infinity;
  const parts: Uint8Array[] = [];
  let done = 0;
  const reader = response.body.getReader();
  for (;;) {
    const part = await onTheWay(() => reader.read());
    if (part.done) break;
    parts.push(part.value);
    done += part.value.length;
    if (done < length) await onProgress?.(done, length);
  }
  await onProgress?.(done, done);
  return joined(parts);
}
