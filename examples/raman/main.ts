import { join } from 'node:path';
import { classificationReport, trainValidationTestSplit } from 'fourier-xai';
import { checkWritable, writeWhole } from '../../support/files';
import { ifStopped } from '../../support/interrupt';
import { print, say } from '../../support/print';
import { shownPath } from '../../support/shownPath';
import { runProgram, UserError } from '../../support/userError';
import { historyPlot } from '../shared/historyPlot';
import { startWasm } from '../shared/startWasm';
import { allKept, stoppedWithNothing } from '../shared/stopped';
import { textTable } from '../shared/textTable';
import { crossValidate } from './crossValidation';
import { cells, columns, type Judged } from './judged';
import { keepForExplorer } from './keepForExplorer';
import { parseOptions, usage } from './options';
import { bestOf, compareRates } from './rates';
import { report } from './report';
import { miceOf, normalised } from './samples';
import { classNames, loadSpectra, type Spectra } from './spectra';

/** Wavenumbers of networks of the document's width: their first dense layer alone takes 2 GiB as it is trained. */
const MOST = 4096;

await runProgram('raman', async () => {
  const options = parseOptions(process.argv.slice(2));
  if (!options) {
    print(usage);
    return;
  }
  checkWritable(options.output);
  for (const folder of [options.cache, options.plots, options.explorer]) {
    if (folder !== undefined) checkWritable(join(folder, 'new'));
  }
  await startWasm();

  ifStopped(() => stoppedWithNothing);
  const spectra = await loadSpectra(options, say);
  const mice = miceOf(spectra);
  checkEnough(spectra, mice, options.width);
  say(`${spectra.names.length} spectra of ${new Set(mice).size} mice`);
  const split = trainValidationTestSplit(mice, {
    train: 0.7,
    validation: 0.15,
    seed: options.seed,
  });
  const samples = await normalised(spectra);
  say('eight networks are compared, then five folds of the best one take up to as long again');

  const table = await compareRates(options, samples, split);
  print(`\n${textTable(columns, table.map(cells))}\n\n`);
  if (options.plots !== undefined) await writePlots(options.plots, table);

  ifStopped(allKept);
  const best = bestOf(table);
  const validation = await crossValidate(best.experiment.name, options, samples, mice);
  print(`\nfive folds of mice, ${best.experiment.name}, mice of each fold by seed ${options.seed}:
${classificationReport(validation.confusion, [...classNames])}\n\n`);

  ifStopped(allKept);
  const html = await report({ options, spectra, mice, split, samples, table, best, validation });
  writeWhole(options.output, html);
  say(`report: ${shownPath(options.output)}`);
  if (options.explorer !== undefined) {
    await keepForExplorer(options.explorer, options, spectra, validation);
    say(`for npm run explorer: ${shownPath(options.explorer)}`);
  }
});

async function writePlots(folder: string, table: readonly Judged[]): Promise<void> {
  for (const { experiment, run } of table) {
    const name = experiment.name.replaceAll(/\W+/g, '-');
    writeWhole(join(folder, `${name}.svg`), await historyPlot(run.history));
  }
}

/**
 * Fewer mice cannot be split, shorter spectra leave nothing for the last pooling, and longer ones make networks that
 * memory does not hold.
 */
function checkEnough({ wavenumbers }: Spectra, mice: readonly number[], width: number): void {
  const count = new Set(mice).size;
  if (count < 7)
    throw new UserError(`there must be spectra of at least 7 mice, but there are ${count}`);
  if (wavenumbers.length < 36) {
    throw new UserError(
      `spectra must have at least 36 wavenumbers, but they have ${wavenumbers.length}`,
    );
  }
  const most = MOST / width ** 2;
  if (wavenumbers.length > most) {
    throw new UserError(
      `spectra may have at most ${most} wavenumbers, but they have ${wavenumbers.length}`,
    );
  }
}
