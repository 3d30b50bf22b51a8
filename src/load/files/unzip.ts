import { check, RuleError } from '../../internal/check';
import { shown } from '../../internal/shown';
import { crc32 } from './crc32';

/** A file in a zip, as the directory at its end says. */
interface Entry {
  readonly isEncrypted: boolean;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  /** Where it begins, with a head of its own. */
  readonly at: number;
}

/** The names of all files in a zip, and those that are asked for. */
export interface Unzipped {
  readonly names: readonly string[];
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Deflate packs no more than so many bytes into one. */
const BEST_RATIO = 1100;

/** @throws where the zip is cut short or damaged, or a file would unpack to more than it can be */
export async function unzip(
  bytes: Uint8Array,
  wanted: readonly string[],
  name: string,
): Promise<Unzipped> {
  const { inflateSync } = await import('fflate');
  const zip = directoryOf(bytes, name);
  const files = new Map<string, Uint8Array>();
  for (const one of wanted) {
    const entry = zip.get(one);
    if (!entry) continue;
    const title = `${shown(one)} in ${name}`;
    const packed = packedBytes(bytes, entry, title);
    files.set(one, unpacked(packed, entry, title, inflateSync));
  }
  return { names: [...zip.keys()], files };
}

function directoryOf(bytes: Uint8Array, name: string): ReadonlyMap<string, Entry> {
  const damaged = `${name} is damaged or cut short: `;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = endOf(view);
  check(end !== undefined, `${damaged}a zip ends with a list of its files, but it has none`);
  const count = view.getUint16(end + 10, true);
  const entries = new Map<string, Entry>();
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < count; i++) {
    const isEntry = at + 46 <= bytes.length && view.getUint32(at, true) === 0x02014b50;
    check(isEntry, `${damaged}its list of ${count} files breaks off`);
    const [nameSize, extra, comment] = [28, 30, 32].map((offset) =>
      view.getUint16(at + offset, true),
    ) as [number, number, number];
    const text = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameSize));
    check(!entries.has(text), `${damaged}it has two files called ${shown(text)}`);
    entries.set(text, entryAt(view, at));
    at += 46 + nameSize + extra + comment;
  }
  return entries;
}

/** Where the end of the directory is, behind which is a comment at most. */
function endOf(view: DataView): number | undefined {
  const last = view.byteLength - 22;
  for (let at = last; at >= 0 && at >= last - 65_535; at--) {
    if (view.getUint32(at, true) === 0x06054b50) return at;
  }
  return undefined;
}

const entryAt = (view: DataView, at: number): Entry => ({
  isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
  method: view.getUint16(at + 10, true),
  crc: view.getUint32(at + 16, true),
  packed: view.getUint32(at + 20, true),
  size: view.getUint32(at + 24, true),
  at: view.getUint32(at + 42, true),
});

function packedBytes(bytes: Uint8Array, { at, packed }: Entry, title: string): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const hasHead = at + 30 <= bytes.length && view.getUint32(at, true) === 0x04034b50;
  check(hasHead, `${title} is damaged or cut short: it does not begin where the zip says`);
  const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  check(
    start + packed <= bytes.length,
    `${title} is damaged or cut short: it must have ${packed} bytes, but ${Math.max(0, bytes.length - start)} are left`,
  );
  return bytes.subarray(start, start + packed);
}

type Inflate = (bytes: Uint8Array, options: { out: Uint8Array }) => Uint8Array;

function unpacked(
  bytes: Uint8Array,
  { isEncrypted, method, size, packed, crc }: Entry,
  title: string,
  inflate: Inflate,
): Uint8Array {
  check(!isEncrypted, `${title} is encrypted`);
  check(
    method === 0 || method === 8,
    `${title} must be stored or deflated, but it is packed by method ${method}`,
  );
  const isPossible = method === 0 ? size === packed : size <= BEST_RATIO * (packed + 1);
  check(isPossible, `${title} would unpack from ${packed} to ${size} bytes`);
  const result = method === 0 ? bytes : inflated(bytes, size, title, inflate);
  check(crc32(result) === crc, `${title} is damaged: its checksum is another one`);
  return result;
}

function inflated(bytes: Uint8Array, size: number, title: string, inflate: Inflate): Uint8Array {
  try {
    return inflate(bytes, { out: new Uint8Array(size) });
  } catch (error) {
    throw new RuleError(`${title} is damaged: ${(error as Error).message}`, { cause: error });
  }
}
