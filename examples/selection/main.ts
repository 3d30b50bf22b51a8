import { loadDigits } from '../../support/digits';
import { checkWritable, writeWhole } from '../../support/files';
import { ifStopped } from '../../support/interrupt';
import { print, say } from '../../support/print';
import { shownPath } from '../../support/shownPath';
import { runProgram, UserError } from '../../support/userError';
import { parseOptions as parseMnist } from '../mnist/options';
import { cacheFile, trainedModel, trainingOf } from '../mnist/training';
import { mostRequired } from '../shared/mostRequired';
import { startWasm } from '../shared/startWasm';
import { stoppedAfterTraining, stoppedTraining } from '../shared/stopped';
import { type Accuracy, accuracies } from './accuracies';
import { type Options, parseOptions, usage } from './options';
import { report } from './report';
import { selectInThreads } from './selectInThreads';

await runProgram('selection', async () => {
  const options = parseOptions(process.argv.slice(2));
  if (options) await main(options);
  else print(usage);
});

async function main(options: Options): Promise<void> {
  checkWritable(options.output);
  const mnist = parseMnist([...options.mnist]);
  if (!mnist) throw new Error('no help was asked for');
  await startWasm();

  const train = loadDigits('train', mnist.seed);
  const test = loadDigits('t10k', mnist.seed + 1);
  const file = cacheFile(mnist);
  ifStopped(() => stoppedTraining(file, mnist.retrain));
  const { model } = await trainedModel(mnist, train, test);
  ifStopped(() => stoppedAfterTraining(file));
  const madeFrom = await trainingOf(mnist, train, test);
  const images = Math.min(options.images, train.labels.length);
  train.images.dispose();

  const trained = { modelFile: file, madeFrom, seed: mnist.seed };
  const began = performance.now();
  const selection = await selectInThreads(options, trained, images);
  const seconds = (performance.now() - began) / 1000;
  const looked = selection.images.length;
  if (looked === 0)
    throw new UserError(`--fraction=${options.fraction} of ${images} images drew none`);
  say(`${looked} images in ${seconds.toFixed(1)} s`);
  const { histogram } = selection;
  const most = mostRequired(histogram).slice(0, 8);
  say(
    `most required kernels: ${most.map((kernel) => `${kernel} (${histogram[kernel]})`).join(', ')}`,
  );

  const tested = await accuracies(model, test, histogram);
  summarise(tested);
  const { tolerance } = options;
  const findings = { model, test, selection, accuracies: tested, tolerance, seconds };
  writeWhole(options.output, await report(findings));
  say(`page: ${shownPath(options.output)}`);
}

function summarise(tested: readonly Accuracy[]): void {
  say('');
  say('kernels kept   most required   at random');
  for (const kept of new Set(tested.map((one) => one.kept))) {
    const mean = (of: string) => {
      const some = tested.filter((one) => one.kept === kept && one.of === of);
      return (some.reduce((sum, { accuracy }) => sum + accuracy, 0) / some.length).toFixed(4);
    };
    say(
      `${String(kept).padStart(12)}${mean('most required').padStart(16)}${mean('at random').padStart(12)}`,
    );
  }
  say('');
}
