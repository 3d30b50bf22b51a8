import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const file = resolve(import.meta.dirname, '../../../shared/data/raman/DATA_dp_wc_bc.csv');

/** Mouse tissue (Guo et al., J. Chemometrics 34, e3202, 2020), which is not part of this repository. */
export const hasRamanSpectra = existsSync(file);

const classes = ['Normal', 'Hp', 'Adenom', 'Karzinom'];

/** Names, class indices and spectra of all samples. */
export function ramanSpectra() {
  const lines = readFileSync(file, 'utf8').trim().replaceAll('"', '').split('\n');
  const [header, ...samples] = lines.map((line) => line.trim().split(','));
  return {
    wavenumbers: header!.slice(2, -2).map(Number),
    names: samples.map((cells) => cells[1]!),
    labels: samples.map((cells) => classes.indexOf(cells.at(-2)!)),
    spectra: samples.map((cells) => cells.slice(2, -2).map(Number)),
  };
}
