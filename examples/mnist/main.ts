import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { classNames, firstOfEach, loadDigits } from '../../support/digits';
import { checkWritable, writeWhole } from '../../support/files';
import { ifStopped } from '../../support/interrupt';
import { print, say } from '../../support/print';
import { shownPath } from '../../support/shownPath';
import { runProgram } from '../../support/userError';
import { saveForExplorer } from '../shared/forExplorer';
import { startWasm } from '../shared/startWasm';
import { stoppedAfterTraining, stoppedTraining } from '../shared/stopped';
import { type Analysis, analyse } from './analysis';
import { side } from './axes';
import { parseOptions, usage } from './options';
import { report } from './report';
import { cacheFile, trainedModel } from './training';

await runProgram('mnist', async () => {
  const options = parseOptions(process.argv.slice(2));
  if (!options) {
    print(usage);
    return;
  }
  checkWritable(options.output);
  const cached = cacheFile(options);
  if (options.retrain || !existsSync(cached)) checkWritable(cached);
  if (options.explorer) checkWritable(join(options.explorer, 'model.json'));
  await startWasm();

  const train = loadDigits('train', options.seed, options.images);
  const test = loadDigits('t10k', options.seed + 1);
  say(`${train.labels.length} training and ${test.labels.length} test images of 1s and 7s`);
  ifStopped(() => stoppedTraining(cached, options.retrain));
  const { model, history, from } = await trainedModel(options, train, test);
  ifStopped(() => stoppedAfterTraining(cached));
  if (from) say(`the model is read from ${shownPath(from)} (--retrain trains it again)`);
  const { stopping } = history;
  if (stopping) {
    const [{ bestEpoch, heldOut }, epochs] = [stopping, history.epochs.length];
    say(
      `epoch ${bestEpoch} of ${epochs} is the best one for ${heldOut} images held out of the training`,
    );
  }
  tf.dispose(train.images);

  const analysis = await analyse(model, test);
  summarise(analysis);
  const html = await report(model, history, analysis, test);
  writeWhole(options.output, html);
  say(`report: ${shownPath(options.output)}`);
  if (options.explorer) {
    await saveForExplorer(options.explorer, model, firstOfEach(test, 6), {
      ...{ title: 'MNIST 1 or 7, by npm start', classes: classNames, side },
      licence: 'MNIST by Yann LeCun and Corinna Cortes, under CC BY-SA 3.0, with noise added.',
      made: {
        seed: options.seed,
        images: train.labels.length - (stopping?.heldOut ?? 0),
        epochs: stopping?.bestEpoch ?? options.epochs,
        testAccuracy: analysis.accuracy,
      },
    });
    say(`for npm run explorer: ${shownPath(options.explorer)}`);
  }
});

function summarise({
  parameters,
  kernels,
  networks,
  confusion,
  border,
  ...scores
}: Analysis): void {
  const share = (value: number) => `${((100 * value) / border.largestFeature).toPrecision(2)} %`;
  const width = Math.max(...networks.map(({ name }) => name.length));
  print(`
parameters      ${parameters.before} -> ${parameters.after} after fusion
kernels         ${kernels.before} -> ${kernels.after}
accuracy        ${scores.accuracy.toFixed(4)} (balanced ${scores.balancedAccuracy.toFixed(4)})
confusion       ${confusion.map((row, i) => `${classNames[i]}: ${row.join(' ')}`).join('   ')} (rows actual, columns predicted ${classNames.join(' ')})
padding once    wrong by up to ${share(border.max)} of the largest g(x) within ${border.bandWidth} pixels of the edge, ${share(border.interiorMax)} inside

`);
  say(`${'network'.padEnd(width)}  largest difference from model.predict   ms per image`);
  for (const { name, predictionDifference, millisecondsPerImage } of networks) {
    say(
      `${name.padEnd(width)}  ${predictionDifference.toExponential(1).padStart(37)}   ${millisecondsPerImage.toFixed(2)}`,
    );
  }
  say('');
}
