import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { Page } from 'playwright';
import { modelsAtHand } from './explorerNumbers';

/** Chooses files for the page's button that opens models. */
export const chooseModel = (page: Page, files: readonly string[]): Promise<void> =>
  page.locator('.head input[type=file]').setInputFiles([...files]);

/** Chooses files for the page's button that opens images. */
export const chooseImages = (page: Page, files: string | readonly string[]): Promise<void> =>
  page.locator('.input input[accept="image/*"]').setInputFiles([files].flat());

/** Drops files or folders of this machine on the page, as a hand does. */
export async function dropOn(page: Page, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const files = paths.map((path) => resolve(path));
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  await session.detach();
}

/** The classes that the page shows, with what it says of them: shares as they are, from per cent. */
export async function shownAnswer(page: Page): Promise<Map<string, number>> {
  const texts = await page.$$eval('.bars li', (all) =>
    all.map((bar) => [
      bar.querySelector('.class')?.textContent ?? '',
      bar.querySelector('.value')?.textContent ?? '',
    ]),
  );
  return new Map(
    texts.map(([name = '', value = '']) => {
      const number = Number.parseFloat(value.replace('\u2212', '-'));
      return [name, value.includes('%') ? number / 100 : number];
    }),
  );
}

/** A model as files, beside the images or spectra at hand of another one. */
export async function filesOf(model: tfl.LayersModel, id: 'shapes' | 'spectra') {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  const { modelTopology, weightSpecs: weights, weightData } = saved as tf.io.ModelArtifacts;
  const json = { modelTopology, weightsManifest: [{ paths: ['weights.bin'], weights }] };
  const beside = ['about.json', id === 'shapes' ? 'images.png' : 'spectra.csv'];
  const files = [
    ['model.json', Buffer.from(JSON.stringify(json))],
    ['weights.bin', Buffer.from(weightData as ArrayBuffer)],
    ...beside.map((name) => [name, readFileSync(`${modelsAtHand}/${id}/${name}`)]),
  ] as [string, Buffer][];
  return files.map(([name, buffer]) => ({ name, mimeType: 'application/octet-stream', buffer }));
}
