import { gunzipSync } from 'node:zlib';
import { UserError } from '../../support/userError';
import { checkWavenumbers, isFloat32, labelIn, nameIn, type Spectra } from './records';
import { MOST_VALUES } from './rStream';
import { type Column, firstTexts, wavenumberColumns } from './rTable';
import type { RVector } from './rValue';
import { unserialize } from './unserialize';

/** How the files of R's save() begin: compressed by gzip, bzip2 or xz, or not at all. */
const [gzip, bzip2, xz] = ['\x1f\x8b', 'BZh', '\xfd7zXZ'] as const;
const beginnings = [gzip, bzip2, xz, 'RDX', 'RDA', 'RDB'];

const beginsWith = (bytes: Uint8Array, text: string) =>
  Buffer.from(bytes.subarray(0, text.length)).toString('latin1') === text;

export const isRData = (bytes: Uint8Array) => beginnings.some((text) => beginsWith(bytes, text));

/**
 * Spectra of a file of R's save(). Its list DATA.c has NAME.m, the names; DATA.m, a matrix or data frame whose
 * columns are named by the wavenumbers; Bewertung.m, whose first column holds the annotations.
 */
export function readRData(bytes: Uint8Array): Spectra {
  const list = unserialize(unpacked(bytes)).get('DATA.c');
  if (list?.type !== 'list') throw new UserError('there is no list DATA.c');
  const columns = wavenumberColumns(part(list, 'DATA.m'), 'DATA.c$DATA.m');
  checkWavenumbers(columns.map(({ wavenumber }) => wavenumber));
  const names = texts(list, 'NAME.m');
  const annotations = texts(list, 'Bewertung.m');
  checkRows([...columns.map(({ values }) => values), annotations], names.length);
  return {
    names: names.map((text, i) => nameIn(text, `DATA.c$NAME.m, row ${i + 1}`)),
    wavenumbers: columns.map(({ wavenumber }) => wavenumber),
    intensities: names.map((_, row) => intensitiesOf(columns, row)),
    labels: annotations.map((text, i) => labelIn(text, `DATA.c$Bewertung.m, row ${i + 1}`)),
  };
}

/** Bytes of a file without its compression. */
const MOST_BYTES = 8 * MOST_VALUES + 2 ** 20;

function unpacked(bytes: Uint8Array): Buffer {
  const other = [bzip2, xz].find((text) => beginsWith(bytes, text));
  if (other) {
    throw new UserError(
      `files must be compressed by gzip, as save() does by itself, but this one is by ${other === xz ? 'xz' : 'bzip2'}`,
    );
  }
  if (!beginsWith(bytes, gzip)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_BUFFER_TOO_LARGE') throw new UserError(message);
    throw new UserError(`a file may unpack to ${MOST_BYTES} bytes, but this one goes on`);
  }
}

type List = RVector & { readonly type: 'list' };

const texts = (list: List, name: string) => firstTexts(part(list, name), `DATA.c$${name}`);

function part(list: List, name: string): RVector {
  const names = list.attributes.get('names');
  const value = names?.type === 'character' ? list.values[names.values.indexOf(name)] : undefined;
  if (!value || !('attributes' in value)) throw new UserError(`DATA.c has no ${name}`);
  return value;
}

function checkRows(parts: readonly { readonly length: number }[], rows: number): void {
  if (rows === 0) throw new UserError('DATA.c$NAME.m must name a spectrum, but it is empty');
  const wrong = parts.find(({ length }) => length !== rows);
  if (wrong) {
    throw new UserError(
      `all parts of DATA.c must have ${rows} rows as NAME.m, but one has ${wrong.length}`,
    );
  }
}

function intensitiesOf(columns: readonly Column[], row: number): Float32Array {
  return Float32Array.from(columns, ({ wavenumber, values }) => {
    const intensity = values[row] as number;
    if (!isFloat32(intensity)) {
      throw new UserError(
        `DATA.c$DATA.m, row ${row + 1}, column ${wavenumber} must be a number, but it is ${intensity}`,
      );
    }
    return intensity;
  });
}
