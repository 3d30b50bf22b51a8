import { join } from 'node:path';
import { loadDigits } from '../../support/digits';
import { checkWritable } from '../../support/files';
import { ifStopped } from '../../support/interrupt';
import { say } from '../../support/print';
import { shownPath } from '../../support/shownPath';
import { writeModel } from '../explorer/making/writeModel';
import { parseOptions as parseMnist } from '../mnist/options';
import { cacheFile, trainedModel } from '../mnist/training';
import { startWasm } from '../shared/startWasm';
import { stoppedTraining } from '../shared/stopped';
import { writeDigits } from './writeDigits';

/** Writes test digits of MNIST as PNGs in a tar, a folder for each class, and the trained network of the MNIST example. */
export async function writeSample(folder: string, most: number): Promise<void> {
  const tar = join(folder, 'digits.tar');
  checkWritable(tar);
  await writeDigits(tar, most);
  await startWasm();
  const options = parseMnist([]);
  if (!options) throw new Error('no help was asked for');
  ifStopped(() => stoppedTraining(cacheFile(options), false));
  const [train, test] = [loadDigits('train', options.seed), loadDigits('t10k', options.seed + 1)];
  const { model } = await trainedModel(options, train, test);
  await writeModel(folder, model);
  const file = join(folder, 'model.json');
  say(
    `next: npm run cluster -- plan --model ${shownPath(file)} --images ${shownPath(tar)} --out ${shownPath(join(folder, 'run'))}`,
  );
}
