import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import { hdf5Start } from '../files/contentKind';
import type { Group } from '../hdf5/openHdf5';
import type { StoredWeight } from './weightStore';

/** The root of an HDF5 file; what reads it is loaded when it is needed. */
export async function rootOf(bytes: Uint8Array): Promise<Group> {
  const { openHdf5 } = await import('../hdf5/openHdf5');
  return openHdf5(bytes, hdf5Start(bytes) ?? 0);
}

/** A weight below a group; its values are read when they are asked for. */
export function weightAt(group: Group, path: string): StoredWeight {
  const data = group.dataSet(path);
  check(data !== undefined, `the file lacks the weight ${shown(path)} that it names`);
  return { name: path, ...data };
}

/** An attribute that is a list of names; Keras cuts long ones into `name0`, `name1` … */
export function namesIn(group: Group, name: string): readonly string[] {
  const given = group.texts(name);
  if (given) return given;
  const names: string[] = [];
  for (let i = 0; ; i++) {
    const part = group.texts(`${name}${i}`);
    if (!part) return names;
    names.push(...part);
  }
}
