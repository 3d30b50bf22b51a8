import { statSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../../support/userError';
import { readCache, writeCache } from '../shared/cacheFile';
import { madeFrom } from '../shared/madeFrom';
import { progressBar } from '../shared/progressBar';
import type { Base } from './base';
import { type Features, featuresOf, type ImageSet, imagesOf, rotated } from './sets';

const BATCH = 16;

export interface FeatureOptions {
  /** What stands before the progress bar. */
  readonly title: string;
  readonly cache: string;
  readonly seed: number;
  /** Rotated copies of each image, beside the image itself. */
  readonly copies: number;
}

/** Bytes of features: more can be neither hashed nor kept as one file. */
const MOST = 2 ** 31 - 2 ** 20;

/** Refuses what is too much before it is computed. @param shape of one image's features */
export function checkBytes(images: number, shape: readonly number[]): void {
  const bytes = 4 * images * tf.util.sizeFromShape([...shape]);
  if (bytes <= MOST) return;
  throw new UserError(
    `the features of ${images} images take ${(bytes / 1e9).toFixed(1)} GB, but may take 2.1: use fewer --copies, a --limit for more classes, or a smaller --base`,
  );
}

/** What a frozen base gives for a set of images, and for rotated copies of them: computed once, and kept. */
export async function featuresOfSet(
  base: Base,
  { files, labels }: ImageSet,
  { title, cache, seed, copies }: FeatureOptions,
): Promise<Features> {
  const { shape } = base;
  const all = Int32Array.from({ length: labels.length * (1 + copies) }, (_, i) =>
    Number(labels[i % labels.length]),
  );
  const times = files.map((name) => statSync(name).mtimeMs);
  const key = madeFrom({
    from: base.from,
    scaling: base.scaling,
    files,
    times,
    shape,
    seed,
    copies,
  });
  const file = join(cache, `${key.slice(0, 32)}.features`);
  const kept = readCache(file, key, { what: 'features', help: 'delete them' });
  if (kept) return { values: new Float32Array(new Uint8Array(kept).buffer), shape, labels: all };

  const values = new Float32Array(all.length * tf.util.sizeFromShape([...shape]));
  const bar = progressBar(`${title} {bar} {value}/{total} images  {eta_formatted} left`);
  bar.start(all.length, 0);
  let at = 0;
  try {
    for (let copy = 0; copy <= copies; copy++) {
      for (let i = 0; i < files.length; i += BATCH) {
        const images = await imagesOf(files.slice(i, i + BATCH));
        const y = tf.tidy(() =>
          featuresOf(base, copy === 0 ? images : rotated(images, 1e6 * seed + 1e3 * copy + i)),
        );
        values.set(await y.data<'float32'>(), at);
        at += y.size;
        bar.increment(images.shape[0]);
        tf.dispose([images, y]);
      }
    }
  } finally {
    bar.stop();
  }
  writeCache(file, key, new Uint8Array(values.buffer));
  return { values, shape, labels: all };
}
