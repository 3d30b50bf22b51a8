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
  const found = (places ? others : rows).map((row) => spectrumOf(row, places));
  if (found.length === 0) throw new Error(`${name} has no spectrum`);
  const odd = found.findIndex(({ spectrum }) => spectrum.values.length !== points);
  if (odd >= 0) {
    const has = found[odd]?.spectrum.values.length;
    throw new Error(
      `the model takes ${points} points, but spectrum ${odd + 1} of ${name} has ${has}`,
    );
  }
  return found;
}

const numbersIn = (row: readonly string[]): number[] =>
  row.flatMap((cell) => (cell.trim() !== '' && Number.isFinite(Number(cell)) ? Number(cell) : []));

/** Two columns of about as many lines as a spectrum has points. */
const isColumns = (rows: readonly string[][], points: number) =>
  points > 2 && rows.length >= points && rows.every((row) => numbersIn(row).length <= 2);

const transposed = (rows: readonly string[][]): string[][] => {
  const numbers = rows.map(numbersIn).filter((row) => row.length > 0);
  const columns = numbers[0]?.length ?? 0;
  return Array.from({ length: columns }, (_, i) => numbers.map((row) => String(row[i])));
};

/** The numbers of a row that ascend all along, as places do; the lines of a spectrum do not. */
function placesIn(row: readonly string[]): Float32Array | undefined {
  const numbers = numbersIn(row);
  const ascends = numbers.every((value, i) => i === 0 || value > (numbers[i - 1] as number));
  return ascends && numbers.length > 2 ? Float32Array.from(numbers) : undefined;
}

function spectrumOf(row: readonly string[], places: Float32Array | undefined): ReadSpectrum {
  const values = Float32Array.from(numbersIn(row));
  return {
    spectrum: { values, places: places ?? values.map((_, i) => i) },
    name: row.find((cell) => cell.trim() !== '' && !Number.isFinite(Number(cell)))?.trim(),
  };
}
