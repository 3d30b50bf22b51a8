import { check, isOf, RuleError } from '../../internal/check';
import type { Kind } from '../../internal/kinds';
import { shown } from '../../internal/shown';
import type { ProgressOptions } from '../../internal/startProgress';
import { contentKind } from './contentKind';
import { fetchBytes } from './fetchBytes';
import { filesIn, isDirectory } from './filesIn';
import { fromPath } from './fromPath';
import type { ModelFiles } from './modelFiles';
import { reported } from './reported';

/** What a model may be loaded from. */
export type ModelSource =
  | string
  | URL
  | Blob
  | ArrayBufferLike
  | Uint8Array
  | readonly File[]
  | FileSystemDirectoryHandle
  | Readonly<Record<string, ArrayBufferLike | Uint8Array | Blob>>;

const url: Kind = { holds: (value) => value instanceof URL, described: 'a URL' };

/** @throws on what is no source, cannot be read, or has no model in it */
export async function openSource(
  source: ModelSource,
  progress: ProgressOptions,
): Promise<ModelFiles> {
  if (typeof source === 'string' && source.trim() !== '') {
    return isAddress(source) ? fetched(source, progress) : reported(fromPath(source), progress);
  }
  if (isOf(url, source)) {
    return (source as URL).protocol === 'file:'
      ? reported(fromPath(source as URL), progress)
      : fetched((source as URL).href, progress);
  }
  return reported(readable(givenFiles(source)), progress);
}

/** Getters, proxies and folders may throw anything. */
const readable = (files: Promise<ModelFiles>): Promise<ModelFiles> =>
  files.catch((error: unknown) => {
    if (error instanceof RuleError) throw error;
    const reason = error instanceof Error ? error.message : 'an error';
    throw new RuleError(`source must be readable, but reading it throws: ${reason}`, {
      cause: error,
    });
  });

/** What is in the hands of the caller. */
async function givenFiles(source: unknown): Promise<ModelFiles> {
  const bytes = await bytesOf(source);
  if (bytes) return { main: bytes, name: nameOf(source), read: async () => undefined };
  if (Array.isArray(source)) return fromFiles(new Map(source.map((file) => [pathOf(file), file])));
  if (isDirectory(source)) return fromFiles(await filesIn(source));
  const isRecord = typeof source === 'object' && source !== null && Object.keys(source).length > 0;
  check(
    isRecord,
    `source must be a URL, a path, bytes, a File, several Files, a folder or { name: bytes }, but it is ${shown(source)}`,
  );
  return fromFiles(new Map(Object.entries(source as Record<string, Uint8Array>)));
}

/** In a browser every string is an address; elsewhere those that begin like one. */
const isAddress = (source: string): boolean =>
  /^(https?|blob|data|file):/i.test(source) || typeof globalThis.window !== 'undefined';

async function fetched(address: string, progress: ProgressOptions): Promise<ModelFiles> {
  const main = await fetchBytes(address, progress);
  const base = new URL(address, globalThis.location?.href);
  return {
    ...{ main, name: address.startsWith('data:') ? 'the data' : address },
    read: async (path) => fetchBytes(besides(base, path), progress),
  };
}

/** An address beside another, with what stood behind the question mark there. */
function besides(base: URL, path: string): string {
  if (/^[a-z][a-z\d+.-]*:/i.test(path)) return path;
  const url = new URL(path.split('/').map(encodeURIComponent).join('/'), base);
  if (!url.search) url.search = base.search;
  return url.href;
}

async function bytesOf(source: unknown): Promise<Uint8Array | undefined> {
  if (ArrayBuffer.isView(source)) {
    return unshared(new Uint8Array(source.buffer, source.byteOffset, source.byteLength));
  }
  if (source instanceof ArrayBuffer || isShared(source)) return unshared(new Uint8Array(source));
  if (typeof Blob !== 'undefined' && source instanceof Blob)
    return new Uint8Array(await source.arrayBuffer());
  return undefined;
}

/** What another thread may write to is copied. */
const unshared = (bytes: Uint8Array): Uint8Array =>
  isShared(bytes.buffer) ? bytes.slice() : bytes;

/** Not there in pages that are not isolated. */
const isShared = (buffer: unknown): buffer is SharedArrayBuffer =>
  typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer;

const nameOf = (source: unknown): string => (source as { name?: string })?.name ?? 'the model';

const pathOf = (file: File): string => file?.webkitRelativePath || file?.name || '';

type Given = File | Blob | ArrayBufferLike | Uint8Array;

/** Of several files the main one is that whose content is a model. */
async function fromFiles(files: ReadonlyMap<string, Given>): Promise<ModelFiles> {
  const mains: { name: string; main: Uint8Array }[] = [];
  for (const [name, file] of files) {
    const main = await bytesOf(file);
    check(main !== undefined, `${shown(name)} must be bytes or a File, but it is ${shown(file)}`);
    if (isMain(name, main as Uint8Array)) mains.push({ name, main: main as Uint8Array });
  }
  const [first, ...more] = preferred(mains);
  check(
    first !== undefined && more.length === 0,
    `source must hold one model, but of its ${files.size} files ${first ? `${1 + more.length} are models: ${[first, ...more].map(({ name }) => shown(name)).join(', ')}` : 'none is a model.json, an .h5 or a .keras file'}`,
  );
  const { name, main } = first as { name: string; main: Uint8Array };
  return { name, main, read: (path) => sibling(files, name, path) };
}

function isMain(name: string, bytes: Uint8Array): boolean {
  const kind = contentKind(bytes);
  return (
    kind === 'hdf5' || kind === 'zip' || (kind === 'json' && !/(^|\/)package\.json$/.test(name))
  );
}

/** A model.json before others that may lie beside it, as labels.json. */
function preferred<T extends { readonly name: string; readonly main: Uint8Array }>(
  mains: readonly T[],
): readonly T[] {
  const described = mains.filter(({ main }) => contentKind(main) !== 'json' || hasTopology(main));
  return described.length > 0 ? described : mains;
}

const hasTopology = (bytes: Uint8Array): boolean =>
  new TextDecoder().decode(bytes.subarray(0, 2 ** 22)).includes('"modelTopology"');

async function sibling(
  files: ReadonlyMap<string, Given>,
  main: string,
  path: string,
): Promise<Uint8Array | undefined> {
  const folder = main.includes('/') ? main.slice(0, main.lastIndexOf('/') + 1) : '';
  const base = path.slice(path.lastIndexOf('/') + 1);
  const others = [...files.keys()].filter((name) => name.slice(name.lastIndexOf('/') + 1) === base);
  const found =
    files.get(folder + path) ??
    files.get(path) ??
    (others.length === 1 ? files.get(others[0] as string) : undefined);
  return found === undefined ? undefined : bytesOf(found);
}
