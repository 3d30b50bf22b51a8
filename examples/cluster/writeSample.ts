import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import sharp from 'sharp';
import { pack } from 'tar-stream';
import { classNames, loadDigits, readDigits } from '../../support/digits';
import { checkWritable } from '../../support/files';
import { ifStopped } from '../../support/interrupt';
import { say } from '../../support/print';
import { shownPath } from '../../support/shownPath';
import { UserError } from '../../support/userError';
import { writeModel } from '../explorer/making/writeModel';
import { parseOptions as parseMnist } from '../mnist/options';
import { cacheFile, trainedModel } from '../mnist/training';
import { startWasm } from '../shared/startWasm';
import { stoppedTraining } from '../shared/stopped';

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

/** The digits without noise. */
async function writeDigits(tar: string, most: number): Promise<void> {
  const { pixels, rows, columns, labels } = readDigits('t10k', most);
  if (labels.length < most)
    throw new UserError(`--images must be at most ${labels.length}, but it is ${most}`);
  const entries = pack();
  const written = pipeline(entries, createWriteStream(tar));
  for (const [i, label] of labels.entries()) {
    const raw = pixels.subarray(i * rows * columns, (i + 1) * rows * columns);
    const png = await sharp(raw, { raw: { width: columns, height: rows, channels: 1 } })
      .png()
      .toBuffer();
    // the same bytes at all times
    entries.entry(
      { name: `${classNames[label]}/${String(i).padStart(5, '0')}.png`, mtime: new Date(0) },
      png,
    );
  }
  entries.finalize();
  await written;
}
