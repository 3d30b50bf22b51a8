import { join, resolve } from 'node:path';
import { balancedAccuracy, classificationReport, trainValidationTestSplit } from 'fourier-xai';
import { checkWritable, writeWhole } from '../shared/files';
import { historyPlot } from '../shared/historyPlot';
import { startWasm } from '../shared/startWasm';
import { runProgram } from '../shared/userError';
import { crossValidate } from './crossValidation';
import { experimentsOf } from './experiments';
import { type Judged, judged, scoreLine, scoreTitles } from './judged';
import { type Options, parseOptions, usage } from './options';
import { report } from './report';
import { miceOf, normalised, type Samples, some } from './samples';
import { classNames, loadSpectra } from './spectra';
import { trainAll } from './trainings';
import type { Task } from './worker';

const say = (line: string) => process.stdout.write(`${line}\n`);

await runProgram('raman', async () => {
  const options = parseOptions(process.argv.slice(2));
  if (!options) {
    process.stdout.write(usage);
    return;
  }
  checkWritable(options.output);
  checkWritable(join(options.cache, 'trainings'));
  const plotFile = (name: string) =>
    options.plots && join(options.plots, `${name.replaceAll(/\W+/g, '-')}.svg`);
  for (const { name } of experimentsOf(options.epochs)) {
    const file = plotFile(name);
    if (file) checkWritable(file);
  }
  await startWasm();

  const spectra = await loadSpectra(options, say);
  const mice = miceOf(spectra);
  say(`${spectra.names.length} spectra of ${new Set(mice).size} mice`);
  const split = trainValidationTestSplit(mice, {
    train: 0.7,
    validation: 0.15,
    seed: options.seed,
  });
  const samples = await normalised(spectra);

  const table = await compareRates(options, samples, split);
  say(`\n${scoreTitles()}\n${table.map(scoreLine).join('\n')}\n`);
  for (const { experiment, run } of table) {
    const file = plotFile(experiment.name);
    if (file) writeWhole(file, await historyPlot(run.history));
  }

  const best = bestOf(table);
  const validation = await crossValidate(best.experiment.name, options, samples, mice);
  say(`\nfive folds of mice, ${best.experiment.name}, mice of each fold by seed ${options.seed}:
${classificationReport(validation.confusion, [...classNames])}\n`);

  const html = await report({ options, spectra, mice, split, samples, table, best, validation });
  writeWhole(options.output, html);
  say(`report: ${resolve(options.output)}`);
});

type Split = ReturnType<typeof trainValidationTestSplit>;

/** Every learning rate on the same mice: trained on those of the training set, judged by those of the validation set. */
async function compareRates(options: Options, samples: Samples, split: Split): Promise<Judged[]> {
  const { epochs, seed, width } = options;
  const [train, test] = [some(samples, split.train), some(samples, split.validation)];
  const experiments = experimentsOf(epochs);
  const tasks = experiments.map(
    ({ name }): Task => ({ experiment: name, epochs, seed, width, train, test }),
  );
  const runs = await trainAll('learning rates', tasks, options);
  return runs.map((run, i) => judged(experiments[i] as Judged['experiment'], run));
}

function bestOf(table: readonly Judged[]): Judged {
  const score = ({ run }: Judged) => balancedAccuracy(run.confusion);
  return table.reduce((best, line) => (score(line) > score(best) ? line : best));
}
