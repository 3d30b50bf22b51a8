import Papa from 'papaparse';
import { UserError } from '../../support/userError';
import { checkWavenumbers, labelIn, nameIn, numberIn, type Spectra } from './records';

interface Row {
  readonly cells: readonly string[];
  /** As an editor counts. */
  readonly line: number;
}

/** Where the columns are that count; all others may hold anything. */
interface Columns {
  readonly name: number;
  readonly annotation: number;
  readonly wavenumbers: readonly { readonly at: number; readonly value: number }[];
}

/**
 * Spectra of a CSV file, one a row: columns Name, Annotation and one for each wavenumber, which is its name.
 * What breaks a rule is a user error that names the line.
 */
export function readCsv(bytes: Uint8Array): Spectra {
  const [header, ...rows] = rowsOf(textOf(bytes));
  if (!header) throw new UserError('the file is empty');
  const columns = columnsOf(header.cells.map((cell) => cell.trim()));
  if (rows.length === 0) throw new UserError('there is no spectrum below line 1');
  for (const row of rows) checkLength(row, header.cells.length);
  const text = ({ cells }: Row, at: number) => cells[at] as string;
  return {
    names: rows.map((row) => nameIn(text(row, columns.name), `line ${row.line}, column Name`)),
    wavenumbers: columns.wavenumbers.map(({ value }) => value),
    intensities: rows.map((row) => intensitiesOf(row, columns)),
    labels: rows.map((row) =>
      labelIn(text(row, columns.annotation), `line ${row.line}, column Annotation`),
    ),
  };
}

function textOf(bytes: Uint8Array): string {
  checkCells(bytes);
  if (bytes.includes(0)) throw new UserError('the file is no CSV: it has bytes that are no text');
  return new TextDecoder().decode(bytes).replace(/\r\n?/g, '\n');
}

/** A cell takes some hundred bytes of memory, but one of the file. */
const MOST_CELLS = 2 ** 22;

function checkCells(bytes: Uint8Array): void {
  const [comma, newline, carriageReturn] = [0x2c, 0x0a, 0x0d];
  let cells = 0;
  for (const byte of bytes) {
    if (byte === comma || byte === newline || byte === carriageReturn) cells++;
  }
  if (cells > MOST_CELLS) {
    throw new UserError(`a file may have ${MOST_CELLS} cells, but this one has more`);
  }
}

function rowsOf(text: string): Row[] {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter: ',', newline: '\n' });
  let next = 1;
  const rows = data.map((cells) => {
    const line = next;
    next += 1 + cells.reduce((breaks, cell) => breaks + cell.split('\n').length - 1, 0);
    return { cells, line };
  });
  const [error] = errors;
  if (error) throw new UserError(`line ${rows[error.row ?? 0]?.line}: ${error.message}`);
  while (isBlank(rows.at(-1))) rows.pop();
  return rows;
}

const isBlank = (row: Row | undefined) => row?.cells.length === 1 && row.cells[0]?.trim() === '';

function columnsOf(names: readonly string[]): Columns {
  const twice = firstTwice(names);
  if (twice !== undefined) {
    throw new UserError(
      `line 1: each column must be there once, but ${twice} is there more than once`,
    );
  }
  const numbers = names.map(numberIn);
  const wavenumbers = numbers.flatMap((value, at) => (value === undefined ? [] : [{ at, value }]));
  const columns = {
    name: columnOf(names, 'Name'),
    annotation: columnOf(names, 'Annotation'),
    wavenumbers,
  };
  checkWavenumbers(wavenumbers.map(({ value }) => value));
  return columns;
}

/** The first name but '' that an earlier one equals. */
function firstTwice(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) return name;
    if (name !== '') seen.add(name);
  }
  return undefined;
}

function columnOf(names: readonly string[], name: string): number {
  const at = names.indexOf(name);
  if (at < 0) throw new UserError(`line 1: there must be a column ${name}, but there is none`);
  return at;
}

function checkLength({ cells, line }: Row, length: number): void {
  if (cells.length !== length) {
    throw new UserError(
      `line ${line} must have ${length} cells as line 1, but it has ${cells.length}`,
    );
  }
}

function intensitiesOf({ cells, line }: Row, { wavenumbers }: Columns): Float32Array {
  return Float32Array.from(wavenumbers, ({ at, value }) => {
    const text = cells[at] as string;
    const intensity = numberIn(text);
    if (intensity === undefined) {
      throw new UserError(`line ${line}, column ${value} must be a number, but it is '${text}'`);
    }
    return intensity;
  });
}
