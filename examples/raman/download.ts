import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkWritable, writeWhole } from '../../support/files';
import { UserError } from '../../support/userError';
import { readRData } from './readRData';

/** By the Bocklitz lab, under the GPL 3: S. Guo et al., Journal of Chemometrics 34, e3202 (2020). */
const repository = 'Bocklitz-Lab/Example-Raman-spectral-analysis';
const commit = 'e6f65c65a2f603d58b0cdf2dedcbb922d0658ef5';
const name = 'DATA_dp_wc_bc.RData';
const address = `https://raw.githubusercontent.com/${repository}/${commit}/${name}`;
const timeout = 120_000;

/** Where the spectra are: a file in the cache, downloaded if need be. */
export async function downloadedFile(cache: string, say: (line: string) => void): Promise<string> {
  const file = join(cache, name);
  if (existsSync(file)) return file;
  checkWritable(file);
  say(`downloading ${name} from github.com/${repository} (once)`);
  writeWhole(file, await download());
  return file;
}

/** What cannot be read is not kept. */
async function download(): Promise<Uint8Array> {
  try {
    const bytes = await fetchBytes(address, timeout);
    readRData(bytes);
    return bytes;
  } catch (error) {
    throw new UserError(
      `cannot download ${address} (${reasonOf(error as Error)}): try again, give this file by --data FILE, or take made-up spectra by --synthetic`,
    );
  }
}

/** What an address answers, whole, within some milliseconds. */
export async function fetchBytes(url: string, milliseconds: number): Promise<Uint8Array> {
  const response = await fetch(url, { signal: AbortSignal.timeout(milliseconds) });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** fetch() itself only says that it failed; why is in its cause. */
function reasonOf({ message, cause }: Error): string {
  const { code, message: why } = (cause ?? {}) as NodeJS.ErrnoException;
  return code ?? why ?? message;
}
