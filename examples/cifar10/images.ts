import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { LabelledImages } from '../../support/labelledImages';
import { UserError } from '../../support/userError';
import { downloadedFiles } from './download';
import type { Options } from './options';
import { greyPixels, readRecords } from './records';
import { side } from './variants';

/** Gray images of CIFAR-10, [count, 32, 32, 1] in [0, 1]. */
export interface Images {
  readonly train: LabelledImages;
  readonly test: LabelledImages;
  /** Differs where the images do. */
  readonly fingerprint: string;
}

export async function loadImages(
  { data, cache, images, testImages }: Options,
  say: (line: string) => void,
): Promise<Images> {
  const files = data === undefined ? await downloadedFiles(cache, images, say) : filesIn(data);
  const [train, test] = [readRecords(files.train, images), readRecords(files.test, testImages)];
  const hash = createHash('sha256').update(train).update(test).digest('hex');
  return { train: imagesOf(train), test: imagesOf(test), fingerprint: hash.slice(0, 8) };
}

function filesIn(folder: string): { train: string[]; test: string[] } {
  const names = list(folder);
  const found = (pattern: RegExp, what: string) => {
    const files = names.filter((name) => pattern.test(name)).map((name) => join(folder, name));
    if (files.length === 0) throw new UserError(`there is no ${what} in ${folder}`);
    return files;
  };
  return {
    train: found(/^(data_batch_|train).*\.bin$/, 'data_batch_*.bin or train*.bin'),
    test: found(/^test.*\.bin$/, 'test*.bin'),
  };
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw new UserError(`cannot read ${folder} (${(error as NodeJS.ErrnoException).code})`);
  }
}

function imagesOf(records: Uint8Array): LabelledImages {
  const { pixels, labels } = greyPixels(records);
  return { images: tf.tensor4d(pixels, [labels.length, side, side, 1]), labels };
}

/** The same with black pixels around each image: new tensors. */
export function framed({ images, labels }: LabelledImages, frame: number): LabelledImages {
  const around: [number, number] = [frame, frame];
  return { images: tf.pad(images, [[0, 0], around, around, [0, 0]]), labels };
}
