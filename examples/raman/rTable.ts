import { UserError } from '../../support/userError';
import { numberIn } from './records';
import { missingInteger, type RValue, type RVector } from './rValue';

export interface Column {
  readonly wavenumber: number;
  /** Missing are NaN. */
  readonly values: Float64Array;
}

/** The columns of a matrix or data frame whose names are numbers; `place` is what errors call it. */
export function wavenumberColumns(table: RVector, place: string): Column[] {
  const column = table.type === 'list' ? ofDataFrame(table, place) : ofMatrix(table, place);
  return columnNames(table).flatMap((name, at) => {
    const wavenumber = numberIn(name ?? '');
    return wavenumber === undefined ? [] : [{ wavenumber, values: column(at) }];
  });
}

/** The texts, or a factor's levels, of a vector or of the first column of a matrix or data frame. */
export function firstTexts(table: RVector, place: string): string[] {
  const [first] = table.type === 'list' ? table.values : [table];
  const texts = textsOf(first);
  if (!texts) throw new UserError(`${place} must hold texts, but it does not`);
  const [rows] = table.type === 'list' ? [] : dimensionsOf(table);
  return texts.slice(0, rows).map((text) => text ?? '');
}

type List = RVector & { readonly type: 'list' };

const nothing: RValue = { type: 'null' };

function ofDataFrame({ values }: List, place: string) {
  return (at: number) => numbersOf(values[at] ?? nothing, place);
}

function ofMatrix(table: RVector, place: string) {
  const values = numbersOf(table, place);
  const [rows = 0, columns = 0] = dimensionsOf(table);
  if (rows * columns !== values.length) {
    throw new UserError(`${place} must be a matrix or a data frame, but it is neither`);
  }
  return (at: number) => values.subarray(at * rows, (at + 1) * rows);
}

function columnNames({ type, attributes }: RVector): readonly (string | undefined)[] {
  if (type === 'list') return textsOf(attributes.get('names')) ?? [];
  const dimnames = attributes.get('dimnames');
  return (dimnames?.type === 'list' && textsOf(dimnames.values[1])) || [];
}

function dimensionsOf({ attributes }: RVector): number[] {
  const dim = attributes.get('dim');
  return dim?.type === 'integer' ? [...dim.values] : [];
}

function numbersOf(value: RValue, place: string): Float64Array {
  if (value.type === 'real') return value.values;
  if (value.type !== 'integer' || value.attributes.has('levels')) {
    throw new UserError(`${place} must hold numbers, but it does not`);
  }
  return Float64Array.from(value.values, (number) =>
    number === missingInteger ? Number.NaN : number,
  );
}

/** Missing are undefined; so is the answer for what is neither texts nor a factor. */
function textsOf(value: RValue | undefined): readonly (string | undefined)[] | undefined {
  if (value?.type === 'character') return value.values;
  const levels = value?.type === 'integer' ? value.attributes.get('levels') : undefined;
  if (value?.type !== 'integer' || levels?.type !== 'character') return undefined;
  return Array.from(value.values, (level) => levels.values[level - 1]);
}
