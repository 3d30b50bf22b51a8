import { AbortError } from '../../internal/abortError';
import { check, RuleError } from '../../internal/check';
import { shown } from '../../internal/shown';
import type { ProgressOptions } from '../../internal/startProgress';

/** The bytes at an address; `onProgress` hears how many of how many are there, Infinity where the server does not say. */
export async function fetchBytes(
  address: string,
  { onProgress, signal }: ProgressOptions,
): Promise<Uint8Array> {
  try {
    const response = await fetch(address, signal ? { signal } : {});
    check(
      response.ok,
      `${shown(address)} cannot be fetched: the server answers ${response.status}`,
    );
    return await bodyOf(response, onProgress);
  } catch (error) {
    if (signal?.aborted) throw new AbortError('aborted', signal.reason);
    if (!(error instanceof TypeError)) throw error;
    throw new RuleError(`${shown(address)} cannot be fetched: ${error.message}`, { cause: error });
  }
}

async function bodyOf(
  response: Response,
  onProgress: ProgressOptions['onProgress'],
): Promise<Uint8Array> {
  if (!onProgress || !response.body) return new Uint8Array(await response.arrayBuffer());
  // of what is compressed on the way, the length tells nothing
  const isPlain = !response.headers.get('content-encoding');
  const length = isPlain ? Number(response.headers.get('content-length')) : 0;
  const parts: Uint8Array[] = [];
  let done = 0;
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    done += part.value.length;
    await onProgress(done, Math.max(length || Number.POSITIVE_INFINITY, done));
  }
  const bytes = new Uint8Array(done);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  await onProgress(done, done);
  return bytes;
}
