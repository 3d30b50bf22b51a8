import { UserError } from '../../support/userError';
import { expandCompact } from './expandCompact';
import { cutOff, Stream } from './rStream';
import {
  type Attributes,
  type RContents,
  type RPairlist,
  type RSymbol,
  type RValue,
  tagged,
} from './rValue';

/*
 * R's binary serialization in big-endian order, versions 2 and 3 (R Internals, section 1.8, Serialization Formats),
 * as far as data needs it: no functions, environments or S4 objects.
 */

const nothing: RValue = { type: 'null' };
const none: Attributes = new Map();

/** The variables of a file that save() wrote, uncompressed. */
export function unserialize(bytes: Buffer): Attributes {
  const stream = new Stream(bytes);
  checkFormat(stream);
  const variables = readItem(stream);
  if (variables.type !== 'pairlist') throw new UserError('there are no variables');
  return tagged(variables);
}

function checkFormat(stream: Stream): void {
  const magic = stream.take(Math.min(7, stream.left)).toString('latin1');
  const version = /^RDX([23])\nX\n$/.exec(magic)?.[1];
  if (!version) {
    throw new UserError(
      `the data must be R's in binary form, RDX2 or RDX3, but it begins with ${JSON.stringify(magic)}`,
    );
  }
  stream.take(12); // version, and which R wrote it and can read it
  if (version === '3') stream.take(stream.int()); // the name of its encoding
}

const pairlist = 2;
const string = 9;
const hasAttributes = 0x200;
const hasTag = 0x400;
const isLatin1 = 0x4000;

type Read = (stream: Stream, flags: number) => RValue;

const readers: Readonly<Record<number, Read>> = {
  1: readSymbol,
  [pairlist]: readPairlist,
  6: readPairlist, // a call, as in a formula
  10: vectorOf((stream) => ({ type: 'logical', values: integers(stream) })),
  13: vectorOf((stream) => ({ type: 'integer', values: integers(stream) })),
  14: vectorOf((stream) => ({ type: 'real', values: reals(stream) })),
  16: vectorOf((stream) => ({ type: 'character', values: sequence(stream, readString) })),
  19: vectorOf((stream) => ({ type: 'list', values: sequence(stream, readItem) })),
  238: readCompact,
  241: () => nothing, // the base environment
  242: () => nothing, // the empty environment
  251: () => nothing, // a missing argument
  253: () => nothing, // the global environment
  254: () => nothing,
  255: readReference,
};

function readItem(stream: Stream): RValue {
  return readAs(stream, stream.int());
}

function readAs(stream: Stream, flags: number): RValue {
  const type = flags & 0xff;
  const read = readers[type];
  if (!read) throw new UserError(`there is an R object of type ${type}, which is not read`);
  return stream.within(() => read(stream, flags));
}

function readSymbol(stream: Stream): RSymbol {
  const symbol: RSymbol = { type: 'symbol', name: readString(stream) ?? '' };
  stream.symbols.push(symbol);
  return symbol;
}

function readReference(stream: Stream, flags: number): RSymbol {
  const number = flags >>> 8 || stream.int();
  const symbol = stream.symbols[number - 1];
  if (!symbol) throw new UserError(`there is no R object ${number} to refer to`);
  return symbol;
}

/** One cell after the other, not each within the one before: pairlists may be long. */
function readPairlist(stream: Stream, first: number): RPairlist {
  const entries: { tag: string; value: RValue }[] = [];
  let flags = first;
  do {
    if (flags & hasAttributes) readItem(stream);
    const tag = flags & hasTag ? readItem(stream) : nothing;
    entries.push({ tag: tag.type === 'symbol' ? tag.name : '', value: readItem(stream) });
    flags = stream.int();
  } while ((flags & 0xff) === pairlist);
  readAs(stream, flags); // NULL, or the note that ends the compact form of a vector
  return { type: 'pairlist', entries };
}

/** What it is, its state, and its attributes. */
function readCompact(stream: Stream): RValue {
  const what = readItem(stream);
  const form = what.type === 'pairlist' ? what.entries[0]?.value : undefined;
  const state = readItem(stream);
  const name = form?.type === 'symbol' ? form.name : '';
  const contents = expandCompact(name, state, (values) => stream.count(values));
  return { ...contents, attributes: readAttributes(stream) };
}

function readAttributes(stream: Stream): Attributes {
  const attributes = readItem(stream);
  return attributes.type === 'pairlist' ? tagged(attributes) : none;
}

function vectorOf(read: (stream: Stream) => RContents): Read {
  return (stream, flags) => {
    const contents = read(stream);
    const attributes = flags & hasAttributes ? readAttributes(stream) : none;
    return { ...contents, attributes };
  };
}

function integers(stream: Stream): Int32Array {
  const length = stream.length(4);
  const bytes = stream.take(4 * length);
  return Int32Array.from({ length }, (_, i) => bytes.readInt32BE(4 * i));
}

function reals(stream: Stream): Float64Array {
  const length = stream.length(8);
  const bytes = stream.take(8 * length);
  return Float64Array.from({ length }, (_, i) => bytes.readDoubleBE(8 * i));
}

function sequence<V>(stream: Stream, read: (stream: Stream) => V): V[] {
  return Array.from({ length: stream.length(4) }, () => read(stream));
}

function readString(stream: Stream): string | undefined {
  const flags = stream.int();
  if ((flags & 0xff) !== string) throw cutOff();
  const length = stream.int();
  if (length === -1) return undefined;
  return stream.take(length).toString(flags & isLatin1 ? 'latin1' : 'utf8');
}
