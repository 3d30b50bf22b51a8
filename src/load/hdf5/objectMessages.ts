import type { BytesReader } from './bytesReader';

/** What is written of a group or a data set: one of its properties. */
export interface Message {
  readonly type: number;
  /** Where its data begin, and how many bytes they are. */
  readonly at: number;
  readonly size: number;
}

/** Types of messages. */
export const types = {
  ...{ dataspace: 0x1, linkInfo: 0x2, datatype: 0x3, link: 0x6, layout: 0x8, filters: 0xb },
  ...{ attribute: 0xc, continuation: 0x10, symbolTable: 0x11, attributeInfo: 0x15 },
} as const;

/** So many an object may have. */
const MOST = 2 ** 16;

interface Block {
  readonly at: number;
  readonly end: number;
}

/** How the messages of a version are written. */
interface Layout {
  readonly head: number;
  /** Behind the head of a message. */
  readonly extra: number;
  /** What blocks begin and end with, apart from the first. */
  readonly around: readonly [before: number, after: number];
  readonly first: Block;
  readonly isWide: boolean;
}

/** The messages of the object at an address, those included that stand elsewhere. */
export function messagesAt(reader: BytesReader, address: number): Message[] {
  const isSecond = reader.text(address, 4) === 'OHDR';
  const layout = isSecond ? secondLayout(reader, address) : firstLayout(reader, address);
  const messages: Message[] = [];
  const blocks = [layout.first];
  const seen = new Set([layout.first.at]);
  for (const block of blocks) {
    for (const message of messagesIn(reader, block, layout)) {
      reader.expect(messages.length < MOST, `an object has more than ${MOST} properties`);
      messages.push(message);
      const next = message.type === types.continuation && reader.u64(message.at);
      if (next === false || seen.has(next)) continue;
      seen.add(next);
      const [before, after] = layout.around;
      blocks.push({ at: next + before, end: next + reader.u64(message.at + 8) - after });
    }
  }
  return messages;
}

function* messagesIn(
  reader: BytesReader,
  { at: start, end }: Block,
  { head, extra, isWide }: Layout,
): Generator<Message> {
  for (let at = start; at + head + extra <= end; ) {
    const type = isWide ? reader.u16(at) : reader.u8(at);
    const size = reader.u16(at + (isWide ? 2 : 1));
    const message = { type, at: at + head + extra, size };
    reader.expect(message.at + size <= end, 'a property of an object is longer than its place');
    yield message;
    at = message.at + size;
  }
}

function firstLayout(reader: BytesReader, address: number): Layout {
  reader.expect(reader.u8(address) === 1, 'an object has a version that is not known');
  const at = address + 16;
  const first = { at, end: at + reader.u32(address + 8) };
  return { head: 8, extra: 0, around: [0, 0], first, isWide: true };
}

function secondLayout(reader: BytesReader, address: number): Layout {
  reader.expect(reader.u8(address + 4) === 2, 'an object has a version that is not known');
  const flags = reader.u8(address + 5);
  const sizeAt = address + 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  const width = flags & 3;
  const sizes = [reader.u8, reader.u16, reader.u32, reader.u64];
  const at = sizeAt + 2 ** width;
  const first = { at, end: at + (sizes[width] as (at: number) => number)(sizeAt) };
  return { head: 4, extra: flags & 4 ? 2 : 0, around: [4, 4], first, isWide: false };
}

export const messageOf = (messages: readonly Message[], type: number): Message | undefined =>
  messages.find((message) => message.type === type);
