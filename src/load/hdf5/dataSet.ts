import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import type { BytesReader } from './bytesReader';
import { chunkedBytes } from './chunkedBytes';
import { dataTypeAt, floatsFrom, isNumeric, shapeAt } from './dataType';
import { type Message, messageOf, types } from './objectMessages';

/** Numbers in a file. */
export interface DataSet {
  readonly shape: readonly number[];
  values(): Float32Array;
}

/** So many times the bytes of the file its numbers may take, unpacked. */
const MOST_TIMES = 1100;

export const isDataSet = (messages: readonly Message[]): boolean =>
  messageOf(messages, types.layout) !== undefined;

/** @throws where the numbers would be more than the file can hold */
export function dataSetFrom(
  reader: BytesReader,
  messages: readonly Message[],
  name: string,
): DataSet {
  const [space, type, layout] = [types.dataspace, types.datatype, types.layout].map((one) =>
    messageOf(messages, one),
  );
  reader.expect(
    space !== undefined && type !== undefined && layout !== undefined,
    `${shown(name)} has no type or no shape`,
  );
  const [shape, dataType] = [shapeAt(reader, space.at) ?? [0], dataTypeAt(reader, type.at)];
  const count = shape.reduce((product, size) => product * size, 1);
  const bytes = count * dataType.size;
  check(
    bytes <= MOST_TIMES * reader.length,
    `${shown(name)} of shape [${shape}] would take ${bytes} bytes, but the HDF5 file has ${reader.length}`,
  );
  check(
    isNumeric(dataType),
    `${shown(name)} must hold numbers, but its values are ${dataType.kind} of ${dataType.size} bytes`,
  );
  const values = () => {
    const itemSize = dataType.size;
    return floatsFrom(rawBytes(reader, messages, { shape, itemSize, bytes }), dataType);
  };
  return { shape, values };
}

interface Sizes {
  readonly shape: readonly number[];
  readonly itemSize: number;
  readonly bytes: number;
}

function rawBytes(
  reader: BytesReader,
  messages: readonly Message[],
  { shape, itemSize, bytes }: Sizes,
): Uint8Array {
  const { at } = messageOf(messages, types.layout) as Message;
  const [version, kind] = [reader.u8(at), reader.u8(at + 1)];
  const isKnown = version === 3 || (version === 4 && kind !== 2);
  check(
    isKnown && kind <= 2,
    `the HDF5 file has numbers in a layout (${version}.${kind}) that cannot be read: save the model with h5py as it is set up by default`,
  );
  if (kind === 2) return chunkedBytes(reader, messages, { at: at + 2, shape, itemSize, bytes });
  if (kind === 0) {
    reader.expect(reader.u16(at + 2) >= bytes, 'numbers are more than their place');
    return reader.bytes(at + 4, bytes);
  }
  const address = reader.address(at + 2);
  // never written
  if (address === undefined) return new Uint8Array(bytes);
  return reader.bytes(address, bytes);
}
