import { readWhole } from '../../support/readWhole';
import { UserError } from '../../support/userError';
import { downloadedFile } from './download';
import { readCsv } from './readCsv';
import { isRData, readRData } from './readRData';
import type { Spectra } from './records';
import { syntheticSpectra } from './synthetic';

export { classNames, type Spectra } from './records';

export interface Source {
  /** A CSV file or a file of R's save(), in place of the one in the cache. */
  readonly data: string | undefined;
  /** Made-up spectra by `seed`, whatever files there are. */
  readonly synthetic: boolean;
  readonly seed: number;
  /** The folder where the downloaded file is kept. */
  readonly cache: string;
}

/** Bytes of a file. */
const MOST = 2 ** 27;

export async function loadSpectra(
  { data, synthetic, seed, cache }: Source,
  say: (line: string) => void,
): Promise<Spectra> {
  if (synthetic) return syntheticSpectra(seed);
  if (data !== undefined) return readSpectra(data);
  return readCached(await downloadedFile(cache, say));
}

function readSpectra(file: string): Spectra {
  const bytes = readWhole(file, MOST);
  const read = isRData(bytes) ? readRData : readCsv;
  return complaining(
    () => read(bytes),
    (reason) => `${file}: ${reason}`,
  );
}

/** It could be read when it was downloaded. */
function readCached(file: string): Spectra {
  const bytes = readWhole(file, MOST);
  return complaining(
    () => readRData(bytes),
    (reason) => `${file} is damaged: delete it (${reason})`,
  );
}

function complaining(read: () => Spectra, complaint: (reason: string) => string): Spectra {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(complaint(error.message));
  }
}
