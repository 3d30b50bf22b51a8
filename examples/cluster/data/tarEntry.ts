import { once } from 'node:events';
import { extract, type Header } from 'tar-stream';
import { UserError } from '../../../support/userError';
import { BLOCK, type TarBytes } from './tarBytes';

export interface TarEntry {
  readonly name: string;
  readonly size: number;
  /** A file has its content there as it is: links, sparse files and devices have not. */
  readonly kind: 'file' | 'folder' | 'other';
  /** The bytes at which its content begins, and the next entry. */
  readonly offset: number;
  readonly next: number;
}

/** Full after each block, so that it drains once it has read it. Its types lack the second option: old tars have no mark. */
const options = { highWaterMark: 1, allowUnknownFormat: true };

/** The entry whose headers begin at a byte; undefined at the mark of the tar's end. Contents are not read. */
export async function tarEntry(tar: TarBytes, at: number): Promise<TarEntry | undefined> {
  const first = await blockAt(tar, at);
  if (first.every((byte) => byte === 0)) return undefined;
  const { header, last, end } = await headerAt(tar, at, first);
  const offset = isSparse(last) ? await afterSparseMap(tar, last, end) : end;
  const { size } = header;
  return {
    ...{ name: paxOf(header)['GNU.sparse.name'] ?? header.name, offset, size },
    kind: kindOf(header),
    next: offset + (isWithoutContent(last) ? 0 : Math.ceil(size / BLOCK) * BLOCK),
  };
}

function kindOf(header: Header): TarEntry['kind'] {
  const { type } = header;
  if (type === 'directory') return 'folder';
  const isFile = (type === 'file' || type === 'contiguous-file') && !isPaxSparse(header);
  return isFile ? 'file' : 'other';
}

/** Gives tar-stream block by block until it has an entry: long names take several. */
async function headerAt(tar: TarBytes, at: number, first: Uint8Array) {
  const unpacker = extract(options);
  let header: Header | undefined;
  unpacker.on('entry', (entry) => {
    header = entry;
  });
  let [last, end] = [first, at];
  for (;;) {
    end += BLOCK;
    await fed(unpacker, last, tar);
    if (header) return { header, last, end };
    last = await blockAt(tar, end);
  }
}

async function fed(unpacker: ReturnType<typeof extract>, block: Uint8Array, tar: TarBytes) {
  try {
    const drained = once(unpacker, 'drain');
    unpacker.write(block);
    await drained;
  } catch {
    throw new UserError(`cannot read ${tar.called}: it is no tar, or damaged`);
  }
}

async function blockAt(tar: TarBytes, at: number): Promise<Uint8Array> {
  const block = await tar.read(at, BLOCK);
  if (block.length === BLOCK) return block;
  throw new UserError(
    tar.total === 0 ? `${tar.called} is empty` : `${tar.called} is cut short: it has no end mark`,
  );
}

/** Links, devices, folders and pipes: some programs give them a size all the same. */
const isWithoutContent = (header: Uint8Array): boolean =>
  '123456'.includes(String.fromCharCode(header[156] as number));

/** Of the old format of GNU, whose map of a file may go on in blocks that its size does not count. */
const isSparse = (header: Uint8Array): boolean => header[156] === 'S'.charCodeAt(0);

const isPaxSparse = (header: Header): boolean =>
  Object.keys(paxOf(header)).some((key) => key.startsWith('GNU.sparse.'));

const paxOf = ({ pax }: Header) => (pax ?? {}) as Readonly<Record<string, string>>;

async function afterSparseMap(tar: TarBytes, header: Uint8Array, at: number): Promise<number> {
  let [goesOn, end] = [header[482] !== 0, at];
  while (goesOn) {
    goesOn = (await blockAt(tar, end))[504] !== 0;
    end += BLOCK;
  }
  return end;
}
