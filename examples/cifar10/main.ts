import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkWritable, writeWhole } from '../../support/files';
import { ifStopped } from '../../support/interrupt';
import { firstImages } from '../../support/labelledImages';
import { print, say } from '../../support/print';
import { shownPath } from '../../support/shownPath';
import { runProgram } from '../../support/userError';
import { saveForExplorer } from '../shared/forExplorer';
import { startWasm } from '../shared/startWasm';
import { stoppedAfterTraining, stoppedTraining } from '../shared/stopped';
import { type Analysis, type Answers, analyse, compared } from './analysis';
import { bias, type Experiments, frameExperiments } from './border';
import { framed, type Images, loadImages } from './images';
import { type Options, parseOptions, usage } from './options';
import { classNames } from './records';
import { report } from './report';
import { cacheFile, trainedModel } from './training';
import { side, type Variant } from './variants';

await runProgram('cifar10', async () => {
  const options = parseOptions(process.argv.slice(2));
  if (!options) {
    print(usage);
    return;
  }
  checkWritable(options.output);
  await startWasm();

  const images = await loadImages(options, say);
  const { train, test, fingerprint } = images;
  say(`${train.labels.length} training and ${test.labels.length} test images, gray`);
  for (const variant of options.variants) {
    const cached = cacheFile(options, variant, fingerprint);
    if (options.retrain || !existsSync(cached)) checkWritable(cached);
  }
  const [plain, padded] = options.variants as [Variant, Variant];
  const both = [
    await trainAndAnalyse(options, plain, images),
    await trainAndAnalyse(options, padded, images),
  ] as const;
  const experiments = await frameExperiments(both[1].model, padded, test);
  summarise(both, experiments, Math.min(compared, test.labels.length));
  const html = await report(both, experiments, test, options.seed);
  writeWhole(options.output, html);
  say(`report: ${shownPath(options.output)}`);
});

async function trainAndAnalyse(options: Options, variant: Variant, images: Images) {
  const file = cacheFile(options, variant, images.fingerprint);
  ifStopped(() => stoppedTraining(file, options.retrain));
  const trained = await trainedModel(options, variant, images);
  ifStopped(() => stoppedAfterTraining(file));
  const { from } = trained;
  if (from)
    say(`the ${variant.name} model is read from ${shownPath(from)} (--retrain trains it again)`);
  const analysis = await analyse(variant, trained, images.test);
  if (options.explorer) await keepForExplorer(options, analysis, images);
  return analysis;
}

async function keepForExplorer(options: Options, analysis: Analysis, images: Images) {
  const { variant, model, accuracy } = analysis;
  const folder = join(options.explorer as string, variant.name);
  const shown = framed(firstImages(images.test, 12), variant.frame);
  await saveForExplorer(folder, model, shown, {
    ...{ title: `CIFAR-10, ${variant.name}, by npm run cifar10`, classes: classNames },
    ...{
      side: side + 2 * variant.frame,
      licence: 'CIFAR-10 by Alex Krizhevsky: for your own use.',
    },
    made: {
      ...{ seed: options.seed, images: images.train.labels.length, epochs: options.epochs },
      testAccuracy: accuracy,
    },
  });
  say(`for npm run explorer: ${shownPath(folder)}`);
}

function summarise(
  both: readonly Analysis[],
  { frames, biased }: Experiments,
  images: number,
): void {
  const percent = (value: number) => `${(100 * value).toPrecision(2)} %`;
  const answers = ({ difference, changed }: Answers) =>
    `${difference.toExponential(1)}, ${changed} of ${images}`;
  const line = (title: string, value: (analysis: Analysis) => string) =>
    say(
      `${title.padEnd(34)}${both.map((analysis) => value(analysis).padEnd(20)).join('')}`.trimEnd(),
    );
  say('');
  line('', ({ variant }) => variant.name);
  line('image', ({ variant }) => [0, 0].map(() => side + 2 * variant.frame).join('x'));
  line('filters', ({ variant }) => variant.filters.join('-'));
  line('parameters', ({ parameters }) => String(parameters));
  line('kernels', ({ kernels }) => `${kernels.before} -> ${kernels.after}`);
  line('accuracy', ({ accuracy }) => accuracy.toFixed(3));
  say('padded once, errors of g(x) in % of its largest value');
  line('  largest', ({ border }) => percent(border.max));
  line('  mean', ({ border }) => percent(border.mean));
  line('  largest further inside', ({ border }) => percent(border.interiorMax));
  line('  width of the wrong band', ({ border }) => `${border.bandWidth} pixels`);
  say('largest change of a probability, changed answers');
  line('  padded once', (analysis) => answers(analysis.answers.paddedOnce));
  line('  exact borders', (analysis) => answers(analysis.answers.exact));
  print(`
the padded network's kernels on images with
${frames.map((error, width) => `  ${width} black pixels around them: wrong by up to ${percent(error)}`).join('\n')}
  ${frames.length - 1} black pixels, and biases of ${bias}: ${percent(biased.max)} at the edge, ${percent(biased.interiorMax)} beyond ${biased.bandWidth} pixels

`);
}
