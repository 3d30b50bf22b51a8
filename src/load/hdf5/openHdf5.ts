import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import { textsOf } from './attributes';
import { type BytesReader, bytesReader } from './bytesReader';
import { type DataSet, dataSetFrom, isDataSet } from './dataSet';
import { groupLinks } from './groupLinks';
import { messagesAt } from './objectMessages';

/** A group of an HDF5 file; what is in it is read when it is asked for. */
export interface Group {
  /** What is in it. */
  readonly keys: readonly string[];
  /** The texts of an attribute, undefined where there is none of that name. */
  texts(attribute: string): readonly string[] | undefined;
  /** The group at a path of names, undefined where there is none. */
  group(path: string): Group | undefined;
  /** The numbers at a path of names, undefined where there are none. */
  dataSet(path: string): DataSet | undefined;
}

/** The root of an HDF5 file, as h5py writes it where nothing else is asked for. */
export function openHdf5(bytes: Uint8Array, start: number): Group {
  const reader = bytesReader(bytes.subarray(start));
  return groupAt(reader, rootOf(reader));
}

function rootOf(reader: BytesReader): number {
  const version = reader.u8(8);
  const isOld = version <= 1;
  check(version <= 3, `the HDF5 file is of version ${version}, which is not known`);
  const [offsets, lengths] = isOld ? [reader.u8(13), reader.u8(14)] : [reader.u8(9), reader.u8(10)];
  check(
    offsets === 8 && lengths === 8,
    `the HDF5 file must have addresses of 8 bytes, but they have ${offsets} and ${lengths}`,
  );
  return reader.u64(isOld ? 24 + (version === 1 ? 4 : 0) + 32 + 8 : 36);
}

function groupAt(reader: BytesReader, address: number): Group {
  const messages = messagesAt(reader, address);
  let links: ReadonlyMap<string, number> | undefined;
  const children = new Map<string, Group>();
  const linksOf = () => {
    links ??= groupLinks(reader, messages);
    return links;
  };
  const childOf = (name: string): Group | undefined => {
    const known = children.get(name);
    if (known) return known;
    const at = linksOf().get(name);
    if (at === undefined || isDataSet(messagesAt(reader, at))) return undefined;
    const group = groupAt(reader, at);
    children.set(name, group);
    return group;
  };
  const group: Group = {
    get keys() {
      return [...linksOf().keys()];
    },
    texts: (attribute) => textsOf(reader, messages, attribute),
    group: (path) =>
      partsOf(path).reduce<Group | undefined>((from, name) => {
        return from === group ? childOf(name) : from?.group(name);
      }, group),
    dataSet: (path) => {
      const parts = partsOf(path);
      const last = parts.pop() as string;
      if (parts.length > 0) return group.group(parts.join('/'))?.dataSet(last);
      const at = linksOf().get(last);
      const found = at === undefined ? [] : messagesAt(reader, at);
      return isDataSet(found) ? dataSetFrom(reader, found, path) : undefined;
    },
  };
  return group;
}

/** Names between slashes; of a path as `a//b` or `/a`, the empty ones are none. */
function partsOf(path: string): string[] {
  const parts = path.split('/').filter((name) => name !== '');
  check(parts.length > 0, `a path in the HDF5 file must have names, but it is ${shown(path)}`);
  return parts;
}
