import { join } from 'node:path';
import { checkWritable, writeWhole } from '../../support/files';
import { ifStopped } from '../../support/interrupt';
import { print, say } from '../../support/print';
import { shownPath } from '../../support/shownPath';
import { runProgram, UserError } from '../../support/userError';
import { startWasm } from '../shared/startWasm';
import { allKept, stoppedBeforeTraining } from '../shared/stopped';
import { textTable } from '../shared/textTable';
import { type Base, loadBase } from './base';
import { cells, columns, judgedOf } from './judged';
import { keepForExplorer } from './keepForExplorer';
import { type Options, parseOptions, usage } from './options';
import { findPhotographs } from './photographs';
import { type Prepared, prepareAll } from './prepareAll';
import { report } from './report';
import type { ImageSet } from './sets';
import { splitByPatient, undersampled } from './split';
import { trainedModel } from './trainedModel';
import { trainAll } from './trainings';

await runProgram('retina', async () => {
  const options = parseOptions(process.argv.slice(2));
  if (!options) {
    print(usage);
    return;
  }
  checkWritable(options.output);
  for (const folder of [options.cache, options.prepared, options.explorer]) {
    if (folder !== undefined) checkWritable(join(folder, 'new'));
  }
  const { found, skipped } = findPhotographs(options.images, options.labels);
  await startWasm();
  const choice = { base: options.base, scaling: options.scaling, size: options.size };
  const base = await loadBase(choice);
  sayBase(options, base);

  ifStopped(() => stoppedBeforeTraining(options.cache));
  const preparation = await prepareAll(found, options.prepared, options.size);
  const { images, now, seconds } = preparation;
  const left = [...skipped, ...preparation.skipped];
  for (const each of left) say(`skipped: ${each}`);
  say(`${images.length} images of ${new Set(images.map(({ patient }) => patient)).size} patients`);
  if (now > 0) say(`${now} of them prepared now, ${(now / seconds).toFixed(1)} a second`);

  const labels = new Set(images.map(({ label }) => label));
  const classes = Math.max(...labels) + 1;
  if (labels.size < 2) throw new UserError('there must be images of at least 2 classes');
  const split = splitByPatient(images, options.seed);
  const train = undersampled(split, images, options.limits, options.seed);
  const parts = {
    train: setOf(images, train),
    validation: setOf(images, split.validation),
    test: setOf(images, split.test),
  };
  const trainings = await trainAll(options, base, choice, parts, classes);
  const table = judgedOf(trainings.runs);
  print(`\n${textTable(columns, table.map(cells))}\n\n`);

  ifStopped(allKept);
  const model = await trainedModel(base, trainings, { classes, seed: options.seed });
  const findings = {
    options,
    base,
    images,
    left,
    preparation,
    split,
    train,
    classes,
    table,
    model,
  };
  writeWhole(options.output, await report(findings));
  say(`report: ${shownPath(options.output)}`);
  if (options.explorer !== undefined) {
    await keepForExplorer(options.explorer, findings);
    say(`for npm run explorer: ${shownPath(options.explorer)}`);
  }
});

function sayBase({ base: name }: Options, { model, layers, scaling, shape }: Base): void {
  say(
    `Number of layers in the base model: ${model.layers.length} (of ${layers} in ${/^https?:/.test(name) ? name : shownPath(name)})`,
  );
  say(`it takes ${scaling} pixels, and gives ${shape.join(' x ')} features`);
}

function setOf(images: readonly Prepared[], indices: readonly number[]): ImageSet {
  return {
    files: indices.map((i) => (images[i] as Prepared).prepared),
    labels: Int32Array.from(indices, (i) => (images[i] as Prepared).label),
  };
}
