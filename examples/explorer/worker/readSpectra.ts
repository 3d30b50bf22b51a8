import type { Spectrum } from './protocol';

export interface ReadSpectrum {
  readonly spectrum: Spectrum;
  /** What stands in the row and is no number. */
  readonly name: string | undefined;
}

/**
 * Spectra of a CSV file: one a row, below a row of places if there is one, or two columns of places and values. Cells
 * that are no numbers name the spectrum, by the first of them.
 *
 * @throws where a row has other than so many points
 */
export async function readSpectra(file: Blob, points: number): Promise<ReadSpectrum[]> {
  const { default: Papa } = await import('papaparse');
  const name = file instanceof File ? `“${file.name}”` : 'the text';
  const { data } = Papa.parse<string[]>(await file.text(), { skipEmptyLines: 'greedy' });
  const rows = isColumns(data, points) ? transposed(data) : data;
  const [head, ...others] = rows;
  const places = head && placesIn(head);
  const found = (places ? others : rows).map((row, i) =>
    spectrumOf(row, places, `row ${i + 1} of ${name}`),
  );
  if (found.length === 0) throw new Error(`${name} has no spectrum`);
  const odd = found.findIndex(({ spectrum }) => spectrum.values.length !== points);
  if (odd >= 0) {
    const has = found[odd]?.spectrum.values.length;
    throw new Error(
      `the model takes ${points} points, but spectrum ${odd + 1} of ${name} has ${has}`,
    );
  }
  if (places && places.length !== points) {
    throw new Error(`${name} has ${places.length} places for ${points} points`);
  }
  return found;
}

const isNumber = (cell: string) => cell.trim() !== '' && Number.isFinite(Number(cell));

const numbersIn = (row: readonly string[]): number[] =>
  row.flatMap((cell) => (isNumber(cell) ? Number(cell) : []));

/** Two columns of about as many lines as a spectrum has points. */
const isColumns = (rows: readonly string[][], points: number) =>
  points > 2 && rows.length >= points && rows.every((row) => numbersIn(row).length <= 2);

const transposed = (rows: readonly string[][]): string[][] => {
  const numbers = rows.map(numbersIn).filter((row) => row.length > 0);
  const columns = numbers[0]?.length ?? 0;
  return Array.from({ length: columns }, (_, i) => numbers.map((row) => String(row[i])));
};

/** The numbers of a row that ascend or descend all along, as places do; the lines of a spectrum do not. */
function placesIn(row: readonly string[]): Float32Array | undefined {
  const numbers = numbersIn(row);
  const goes = (sign: number) =>
    numbers.every((value, i) => i === 0 || sign * (value - (numbers[i - 1] as number)) > 0);
  return numbers.length > 2 && (goes(1) || goes(-1)) ? Float32Array.from(numbers) : undefined;
}

/** Its places ascend, whichever way the file has them. */
function spectrumOf(
  row: readonly string[],
  places: Float32Array | undefined,
  where: string,
): ReadSpectrum {
  const first = row.findIndex(isNumber);
  const last = row.findLastIndex(isNumber);
  const gap = row.slice(first, last).find((cell) => !isNumber(cell));
  if (gap !== undefined) throw new Error(`${where} has “${gap}” among its numbers`);
  const values = Float32Array.from(numbersIn(row));
  const descends = places && (places[0] as number) > (places.at(-1) as number);
  return {
    spectrum: {
      values: descends ? values.reverse() : values,
      places: (descends ? places.toReversed() : places) ?? values.map((_, i) => i),
    },
    name: row.find((cell) => cell.trim() !== '' && !isNumber(cell))?.trim(),
  };
}
