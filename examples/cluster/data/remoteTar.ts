import { UserError } from '../../../support/userError';
import { shownPlace } from './address';
import { fetchRange } from './fetchRange';
import type { TarBytes } from './tarBytes';

/** Bytes of the least request: the headers of an image and the next few small ones. */
const LEAST = 4096;
/** Bytes of the largest request. */
export const LARGEST = 2 ** 23;
/** Bytes that are rather read than jumped over: another request takes longer. */
export const NEAR = 2 ** 16;

/**
 * A tar at an address, read from its beginning to its end. Where the next read lies far behind the last, it jumps
 * there; where it lies near, requests grow until they stream.
 */
export async function remoteTar(address: string, signal?: AbortSignal): Promise<TarBytes> {
  const called = `the tar ${shownPlace(address)}`;
  const { total, bytes } = await fetchRange(address, [0, LEAST], signal);
  let [window, begin, size] = [bytes, 0, LEAST];
  const fetchFrom = async (at: number) => {
    const isNear = at - (begin + window.length) <= NEAR;
    size = isNear ? Math.min(2 * size, LARGEST) : LEAST;
    const part = await fetchRange(address, [at, Math.min(at + size, total)], signal);
    checkTotal(called, part.total, total);
    [window, begin] = [part.bytes, at];
  };
  return {
    ...{ called, total },
    read: async (at, length) => {
      if (at >= total) return new Uint8Array();
      if (at + length > begin + window.length && begin + window.length < total) await fetchFrom(at);
      return window.subarray(at - begin, at - begin + length);
    },
  };
}

/** Whether a tar has kept its length. */
export function checkTotal(called: string, now: number, before: number): void {
  if (now !== before) {
    throw new UserError(`${called} has changed: it had ${before} bytes, and now has ${now}`);
  }
}
