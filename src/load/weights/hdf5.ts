import { check, RuleError } from '../../internal/check';
import { shown } from '../../internal/shown';
import type { StoredWeight } from './weightStore';

/** What jsfive, which ships no types, gives of a group and of a data set. */
export interface Group {
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly keys: readonly string[];
  get(path: string): Group | DataSet | null;
}

interface DataSet extends ReadonlyArray<unknown> {
  readonly shape: readonly number[];
  readonly dtype: unknown;
  readonly value: ArrayLike<number | bigint>;
}

/** The root of an HDF5 file. */
export async function openHdf5(bytes: Uint8Array): Promise<Group> {
  const { File } = (await import('jsfive')) as unknown as {
    File: new (bytes: ArrayBuffer, name: string) => Group;
  };
  return broken(() => new File(exactBuffer(bytes), ''));
}

const exactBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer =>
  buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;

/** What jsfive throws at bytes that are no HDF5, in one sentence. */
function broken<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new RuleError(
      `the HDF5 file is damaged or cut short: ${(error as Error)?.message ?? error}`,
      { cause: error },
    );
  }
}

const isDataSet = (found: Group | DataSet | null): found is DataSet => Array.isArray(found);

/** A group below another, undefined where there is none. */
export function groupAt(group: Group, path: string): Group | undefined {
  const found = broken(() => (has(group, path) ? group.get(path) : null));
  return found && !isDataSet(found) ? found : undefined;
}

/** jsfive throws at names that a group does not have. */
function has(group: Group, path: string): boolean {
  const [first, ...rest] = path.split('/');
  if (!group.keys.includes(first as string)) return false;
  const next = rest.length > 0 ? group.get(first as string) : null;
  return rest.length === 0 || (next !== null && !isDataSet(next) && has(next, rest.join('/')));
}

/** A weight below a group; its values are read when they are asked for. */
export function weightAt(group: Group, path: string, name = path): StoredWeight {
  const found = broken(() => (has(group, path) ? group.get(path) : null));
  check(
    found !== null && isDataSet(found),
    `the file lacks the weight ${shown(name)} that it names`,
  );
  const data = found as DataSet;
  const shape = broken(() => [...data.shape]);
  const count = shape.reduce((product, size) => product * size, 1);
  check(
    Number.isSafeInteger(count) && count >= 0,
    `the weight ${shown(name)} must have a shape, but it is ${shown(shape)}`,
  );
  return {
    name,
    shape,
    values: () =>
      floats(
        broken(() => data.value),
        count,
        name,
      ),
  };
}

function floats(values: ArrayLike<number | bigint>, count: number, name: string): Float32Array {
  check(
    values?.length === count,
    `the weight ${shown(name)} must have ${count} values, but it has ${values?.length}`,
  );
  return Float32Array.from(values as ArrayLike<number>, Number);
}

/** An attribute that is a list of names; Keras cuts long ones into `name0`, `name1` … */
export function namesIn({ attrs }: Group, name: string): string[] {
  const given = attrs[name];
  if (given !== undefined) return namesFrom(given);
  const names: string[] = [];
  for (let i = 0; attrs[`${name}${i}`] !== undefined; i++) {
    names.push(...namesFrom(attrs[`${name}${i}`]));
  }
  return names;
}

/** Strings of one length are filled up with zeros. */
const namesFrom = (value: unknown): string[] =>
  [value].flat().map((name) => String(name).split(String.fromCharCode(0))[0] as string);
