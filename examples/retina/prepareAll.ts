import { existsSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { writeWhole } from '../../support/files';
import { reasonOf } from '../../support/reasonOf';
import { progressBar } from '../shared/progressBar';
import type { Photograph } from './photographs';
import { pngOf, prepareImage } from './prepareImage';

/** A photograph, prepared. */
export interface Prepared extends Photograph {
  /** The prepared image. */
  readonly prepared: string;
}

export interface Preparation {
  readonly images: readonly Prepared[];
  /** What could not be prepared, and why. */
  readonly skipped: readonly string[];
  /** Images that were prepared now, and the seconds that they took. */
  readonly now: number;
  readonly seconds: number;
}

/** Images that are decoded at a time: while one is computed on, others are read. */
const AT_ONCE = 3;

/** Prepares what is not in the folder yet, a folder a class. */
export async function prepareAll(
  photographs: readonly Photograph[],
  folder: string,
  size: number,
): Promise<Preparation> {
  const all = photographs.map((photograph) => ({
    ...photograph,
    prepared: join(folder, String(photograph.label), `${photograph.image}.png`),
  }));
  const missing: Prepared[] = [];
  for (const image of all) if (!(await isUpToDate(image, size))) missing.push(image);
  const failures = new Map<Prepared, string>();
  const bar = progressBar('preparing images {bar} {value}/{total}  {eta_formatted} left');
  const began = performance.now();
  if (missing.length > 0) bar.start(missing.length, 0);
  const waiting = missing.values();
  const work = async () => {
    for (const image of waiting) {
      await prepareOne(image, size).catch((error: unknown) =>
        failures.set(image, reasonOf(error).replaceAll(image.file, image.image)),
      );
      bar.increment();
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    bar.stop();
  }
  return {
    images: all.filter((image) => !failures.has(image)),
    skipped: [...failures].map(([{ image }, reason]) => `${image}: ${reason}`),
    now: missing.length - failures.size,
    seconds: (performance.now() - began) / 1000,
  };
}

async function prepareOne({ file, prepared }: Prepared, size: number): Promise<void> {
  const steps = await prepareImage(file, size);
  try {
    writeWhole(prepared, await pngOf(steps.evened));
    const { atime, mtime } = statSync(file);
    utimesSync(prepared, atime, mtime); // which says what it was prepared from
  } finally {
    tf.dispose({ ...steps });
  }
}

/** Whether it was prepared from the photograph as it is now, in this size. */
async function isUpToDate({ file, prepared }: Prepared, size: number): Promise<boolean> {
  if (!existsSync(prepared)) return false;
  const [made, taken] = [prepared, file].map((name) => Math.round(statSync(name).mtimeMs / 1000));
  if (made !== taken) return false;
  const { width } = await sharp(prepared).metadata();
  return width === size;
}
