import { setTimeout as pause } from 'node:timers/promises';
import { TryAgain, UserError } from '../../../support/userError';
import { shownPlace } from './address';

export interface Part {
  /** Fewer than were asked for only where the file ends. */
  readonly bytes: Uint8Array;
  /** Bytes of the whole file. */
  readonly total: number;
}

/** Milliseconds before a second and a third try, about. */
const pauses = [500, 2000];
/** Milliseconds that a server may ask to wait, and for which it may say nothing. */
const [LONGEST_PAUSE, LONGEST_SILENCE] = [30_000, 60_000];

/** What may go well in a moment. */
class Passing extends Error {
  constructor(
    message: string,
    /** Milliseconds, where the server says so. */
    readonly after?: number,
  ) {
    super(message);
  }
}

/** The bytes from `begin` to before `end` of what lies at an address, tried three times. */
export async function fetchRange(
  address: string,
  range: readonly [begin: number, end: number],
  signal?: AbortSignal,
): Promise<Part> {
  for (let tried = 0; ; tried++) {
    try {
      return await fetchOnce(address, range, signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof Passing)) throw error;
      await pauseFor(waitAfter(error, tried, address), signal);
    }
  }
}

/** By chance longer or shorter, so that workers which failed together do not ask again together. */
function waitAfter({ message, after }: Passing, tried: number, address: string): number {
  const usual = pauses[tried];
  const line = `${shownPlace(address)} ${message}`;
  if (usual === undefined) throw new TryAgain(`${line}, ${pauses.length + 1} times`);
  if (after === undefined) return usual * (0.5 + Math.random());
  if (after > LONGEST_PAUSE) {
    throw new TryAgain(`${line} and asks to wait ${Math.ceil(after / 1000)} s`);
  }
  return after;
}

async function pauseFor(milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await pause(milliseconds, undefined, { ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

async function fetchOnce(
  address: string,
  [begin, end]: readonly [number, number],
  signal?: AbortSignal,
): Promise<Part> {
  const stop = new AbortController();
  const abort = () => stop.abort(signal?.reason);
  const silence = setTimeout(() => {
    stop.abort(new Passing(`says nothing for ${LONGEST_SILENCE / 1000} s`));
  }, LONGEST_SILENCE);
  signal?.addEventListener('abort', abort);
  try {
    signal?.throwIfAborted();
    const response = await fetch(address, {
      headers: { range: `bytes=${begin}-${end - 1}` },
      signal: stop.signal,
    });
    const total = totalOf(response, address, begin);
    return { bytes: await bodyOf(response, Math.min(end, total) - begin, silence), total };
  } catch (error) {
    throw asPassing(error, address);
  } finally {
    clearTimeout(silence);
    signal?.removeEventListener('abort', abort);
    stop.abort(); // what is left of a body that is not wanted
  }
}

/** Bytes of the whole file, of an answer that has the range that was asked for. */
function totalOf({ status, headers }: Response, address: string, begin: number): number {
  const shown = shownPlace(address);
  if (status === 429 || status === 408 || status >= 500) {
    throw new Passing(`answers ${status}`, retryAfter(headers));
  }
  if (status === 200) {
    throw new UserError(
      `the server of ${shown} sends whole files only, without byte ranges: download the tar, and name the file`,
    );
  }
  if (status === 416) throw new UserError(`${shown} ends before byte ${begin}`);
  if (status !== 206) throw new UserError(`${shown} answers ${status}${reasons[status] ?? ''}`);
  const answer = headers.get('content-range') ?? '';
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(answer) ?? [];
  if (Number(from) !== begin || !(Number(total) > begin)) {
    throw new UserError(
      `${shown} was asked for bytes from ${begin} on, but its content-range is '${answer}'`,
    );
  }
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity') throw new UserError(`${shown} is sent encoded, by ${encoding}`);
  return Number(total);
}

const reasons: Readonly<Record<number, string>> = {
  401: ': it asks for a password',
  403: ': it may not be read',
  404: ': nothing is there',
  410: ': nothing is there any more',
};

/** Milliseconds, said as seconds or as a date. */
function retryAfter(headers: Headers): number | undefined {
  const said = headers.get('retry-after')?.trim() ?? '';
  const milliseconds = /^\d+$/.test(said) ? Number(said) * 1000 : Date.parse(said) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

/** No server can fill the memory: more than was asked for is not taken. */
async function bodyOf(
  { body }: Response,
  length: number,
  silence: NodeJS.Timeout,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  for await (const chunk of body ?? []) {
    silence.refresh();
    const wanted = chunk.subarray(0, length - done);
    bytes.set(wanted, done);
    done += wanted.length;
    if (done === length) return bytes;
  }
  throw new Passing(`sends ${done} of ${length} bytes`);
}

/** Failures of the network have codes; those of certificates do not pass. */
function asPassing(error: unknown, address: string): unknown {
  if (error instanceof UserError || error instanceof Passing) return error;
  if (!(error instanceof TypeError)) return error;
  const { code = '', message } = (error.cause ?? error) as NodeJS.ErrnoException;
  if (code !== '' && !/CERT|SSL|TLS/.test(code)) return new Passing(`cannot be reached (${code})`);
  return new UserError(`cannot read ${shownPlace(address)}: ${code || message}`);
}
