import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import type { BytesReader } from './bytesReader';
import { type DataType, dataTypeAt, shapeAt } from './dataType';
import { type Message, types } from './objectMessages';

/** Where an attribute stands. */
interface Place {
  readonly type: DataType;
  readonly count: number;
  readonly at: number;
}

/** The texts of an attribute: one, or a list; undefined where the object does not have it. */
export function textsOf(
  reader: BytesReader,
  messages: readonly Message[],
  wanted: string,
): string[] | undefined {
  const own = messages.filter(({ type }) => type === types.attribute);
  const place = own
    .map((message) => attributeAt(reader, message))
    .find(({ name }) => name === wanted)?.place;
  if (!place) {
    checkNoHeap(reader, messages);
    return undefined;
  }
  const { type, count, at } = place();
  if (count === 0) return [];
  check(
    type.kind === 'text' || type.kind === 'longText',
    `the attribute ${shown(wanted)} of the HDF5 file must be text, but it is not`,
  );
  const read = type.kind === 'text' ? shortText : longText;
  reader.expect(type.size > 0 && count <= reader.length / type.size, 'a list of names is too long');
  return Array.from({ length: count }, (_, i) => read(reader, at + i * type.size, type.size));
}

function checkNoHeap(reader: BytesReader, messages: readonly Message[]): void {
  const info = messages.find(({ type }) => type === types.attributeInfo);
  check(
    !info || reader.address(info.at + 2 + (reader.u8(info.at + 1) & 1 ? 2 : 0)) === undefined,
    'the HDF5 file has attributes that are kept in heaps, which cannot be read: save the model with h5py as it is set up by default',
  );
}

function attributeAt(reader: BytesReader, { at, size }: Message) {
  const version = reader.u8(at);
  reader.expect(version >= 1 && version <= 3, 'an attribute has a version that is not known');
  reader.expect(version === 1 || (reader.u8(at + 1) & 3) === 0, 'an attribute shares its type');
  const lengths = [2, 4, 6].map((offset) => reader.u16(at + offset));
  const padded = lengths.map((length) => (version === 1 ? Math.ceil(length / 8) * 8 : length));
  const [name, type, shape] = padded as [number, number, number];
  const nameAt = at + 8 + (version === 3 ? 1 : 0);
  const [typeAt, shapeFrom, valueAt] = [
    nameAt + name,
    nameAt + name + type,
    nameAt + name + type + shape,
  ];
  reader.expect(valueAt <= at + size, 'an attribute is longer than its place');
  return {
    name: reader.text(nameAt, lengths[0] as number).replace(/\0+$/, ''),
    place: (): Place => ({
      type: dataTypeAt(reader, typeAt),
      count: (shapeAt(reader, shapeFrom) ?? [0]).reduce((product, length) => product * length, 1),
      at: valueAt,
    }),
  };
}

/** Of one length, filled up with zeros. */
const shortText = (reader: BytesReader, at: number, size: number): string =>
  reader.text(at, size).split('\0', 1)[0] as string;

/** In a heap for all texts. */
function longText(reader: BytesReader, at: number): string {
  const [length, heap, wanted] = [reader.u32(at), reader.u64(at + 4), reader.u32(at + 12)];
  if (length === 0) return '';
  reader.expect(reader.text(heap, 4) === 'GCOL', 'a text is in no heap');
  const end = heap + reader.u64(heap + 8);
  for (let object = heap + 16; ; ) {
    reader.expect(object + 16 <= end, 'a text is not in its heap');
    const [index, size] = [reader.u16(object), reader.u64(object + 8)];
    if (index === wanted) {
      reader.expect(length <= size, 'a text is longer than its place');
      return reader.text(object + 16, length).split('\0', 1)[0] as string;
    }
    reader.expect(index !== 0, 'a text is not in its heap');
    object += 16 + Math.ceil(size / 8) * 8;
  }
}
