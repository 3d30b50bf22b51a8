import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { lrp } from 'fourier-xai';
import { loadModel } from 'fourier-xai/load';
import type { Page } from 'playwright';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { imagenetNames } from '../../examples/explorer/state/imagenetNames';
import { chooseImages, chooseModel, dropOn, shownAnswer } from '../../support/explorerFiles';
import { expectNear, modelsAtHand } from '../../support/explorerNumbers';
import {
  type Explorer,
  hasBrowser,
  savedNumbers,
  settled,
  startExplorer,
} from '../../support/explorerPage';

const shared = inject('sharedModels');
const keras = join(shared, '..', 'keras');
const folder = mkdtempSync(join(tmpdir(), 'explorer-own-models-'));
const koala = join(shared, 'tinyvgg-cnn-explainer', 'images', 'koala_1.jpeg');

/** Bytes become inputs: byte · scale - mean. */
interface Scaling {
  readonly scale: number;
  readonly mean: number;
}
const unit: Scaling = { scale: 1 / 255, mean: 0 };
const signed: Scaling = { scale: 2 / 255, mean: 1 };

/** An image file as a model's input, [1, rows, columns, channels]. */
async function inputFrom(file: string, channels: 1 | 3, { scale, mean }: Scaling) {
  const image = sharp(file).removeAlpha();
  const { data, info } = await (channels === 1 ? image.toColourspace('b-w') : image)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const values = Float32Array.from(data, (byte) => byte * scale - mean);
  return tf.tensor4d(values, [1, info.height, info.width, channels]);
}

/** An image of the size that a model takes, so that the page does not resize it. */
async function imageOf(name: string, source: string, side: number): Promise<string> {
  const file = join(folder, name);
  await sharp(source).resize(side, side).png().toFile(file);
  return file;
}

/** The first of the digits at hand, white on black. */
async function digitImage(): Promise<string> {
  const file = join(folder, 'digit.png');
  const area = { left: 0, top: 0, width: 28, height: 28 };
  await sharp(`${modelsAtHand}/digits/images.png`).extract(area).png().toFile(file);
  return file;
}

const all = (folder: string) => readdirSync(folder).map((name) => join(folder, name));

describe.skipIf(!hasBrowser || !shared)('own models in the explorer', { tags: 'slow' }, () => {
  let explorer: Explorer;
  let page: Page;
  beforeAll(async () => {
    explorer = await startExplorer();
    page = await explorer.open('left=lrpEpsilonPlus');
  }, 120_000);
  afterAll(async () => {
    await explorer?.close();
    rmSync(folder, { recursive: true });
  });

  const openAtHand = async () => {
    await page.getByLabel('Model', { exact: true }).selectOption('shapes');
    await expect.poll(() => page.locator('.bars li').count()).toBe(6);
    await settled(page);
  };
  const failure = () => page.locator('.status .failure');
  /** Waits until an own model is open, and nothing that was said of another is left. */
  const opened = async (title: string) => {
    const chosen = page.getByLabel('Model', { exact: true }).locator('option:checked');
    await expect.poll(() => chosen.textContent(), { timeout: 60_000 }).toBe(title);
    await settled(page);
    expect(await failure().count()).toBe(0);
  };
  const openImage = async (file: string) => {
    const count = await page.locator('.film button').count();
    await chooseImages(page, file);
    await expect
      .poll(() => page.locator('.film button').count(), { timeout: 20_000 })
      .toBe(Math.max(2, count + 1));
    await settled(page);
  };

  /** The answer, and the relevance of its class, are the library's. */
  const expectAnswer = async (model: LayersModel, x: tf.Tensor4D) => {
    // some models have no axis for the one channel of grey images
    const input = tf.reshape(x, [
      1,
      ...((model.inputs[0] as SymbolicTensor).shape.slice(1) as number[]),
    ]);
    const outputs = await (model.predict(input) as tf.Tensor).data();
    const names =
      (await imagenetNames(outputs.length)) ?? [...outputs.keys()].map((i) => `class ${i}`);
    const shown = await shownAnswer(page);
    expect(shown.size).toBe(Math.min(8, outputs.length));
    for (const [name, value] of shown) {
      const expected = outputs[names.indexOf(name)];
      expect(Math.abs(value - (expected as number))).toBeLessThan(1e-3);
    }
    const target = outputs.indexOf(Math.max(...outputs));
    expect([...shown.keys()][0]).toBe(names[target]);
    const map = tf.sum(tf.reshape(lrp(model, input, { target }), x.shape), -1);
    const { values } = await savedNumbers(page, `LRP, ε and z⁺ for ${names[target]}`);
    expectNear(values, await map.data(), 2e-3);
  };

  describe('digits', () => {
    const kinds = [
      ['a Keras file', [join(keras, 'mnist-cnn', 'model.keras')]],
      [
        'a graph model',
        ['model.json', 'group1-shard1of1.bin'].map((f) => join(keras, 'mnist-cnn', f)),
      ],
      ['an HDF5 file', [join(keras, 'mnist-h5', 'model.h5')]],
      [
        'a layers model',
        ['model.json', 'group1-shard1of1.bin'].map((f) => join(keras, 'mnist-h5', f)),
      ],
      ['a network without an axis for channels', [join(keras, 'mnist-mlp', 'model.keras')]],
      [
        'its twin, a graph model',
        ['model.json', 'group1-shard1of1.bin'].map((f) => join(keras, 'mnist-mlp', f)),
      ],
      ['a layers model of several shards', shared ? all(join(shared, 'ilearn-mnist')) : []],
    ] as const;
    it.each(kinds)('answers as the library does: %s', async (_, files) => {
      const main = files.find((file) => /\.(json|keras|h5)$/.test(file)) as string;
      await openAtHand();
      await chooseModel(page, files);
      await opened(basename(main));
      await openImage(await digitImage());
      const model = await loadModel(main);
      const x = await inputFrom(join(folder, 'digit.png'), 1, unit);
      await expectAnswer(model, x);
    });
  });

  it('says where a model has no kernels', async () => {
    await openAtHand();
    await chooseModel(page, [join(keras, 'mnist-mlp', 'model.keras')]);
    await opened('model.keras');
    for (const view of ['Kernels', 'Convolution', 'Layers', 'Kernel selection']) {
      await page.getByRole('link', { name: view, exact: true }).click();
      await expect.poll(() => page.locator('#view').textContent()).toContain('no kernels to show');
      expect(await page.locator('#view figure').count()).toBe(0);
    }
    await page.getByRole('link', { name: 'Relevance', exact: true }).click();
  });

  it('takes a dropped folder with its images, and a dropped image', async () => {
    const tiny = join(shared, 'tinyvgg-cnn-explainer');
    await openAtHand();
    await dropOn(page, [tiny]);
    await opened('model.json');
    // its pattern and the visitor's own images are there, too
    const images = readdirSync(join(tiny, 'images')).length;
    const film = page.locator('.film button');
    await expect.poll(() => film.count()).toBeGreaterThan(images);
    const before = await film.count();
    await dropOn(page, [koala]);
    await expect.poll(() => film.count()).toBe(before + 1);
    await settled(page);
    const x = await inputFrom(koala, 3, unit);
    await expectAnswer(await loadModel(join(tiny, 'model.json')), x);
  });

  it('takes a model of many shards, with another scaling', async () => {
    const mobilenet = join(shared, 'mobilenet-v1-025');
    await openAtHand();
    await dropOn(page, [mobilenet]);
    await opened('model.json');
    await page.getByLabel('How pixels become inputs').selectOption('signed');
    const file = await imageOf('large.png', koala, 224);
    await openImage(file);
    const x = await inputFrom(file, 3, signed);
    await expectAnswer(await loadModel(join(mobilenet, 'model.json')), x);
  });

  it('takes a network for the retina', async () => {
    const retina = join(shared, 'retina64-cnn');
    await openAtHand();
    await chooseModel(
      page,
      ['model.json', 'weights.bin'].map((name) => join(retina, name)),
    );
    await opened('model.json');
    const photos = join(shared, '..', 'retina', 'images');
    const file = await imageOf('eye.png', join(photos, readdirSync(photos)[0] as string), 64);
    await openImage(file);
    const x = await inputFrom(file, 3, unit);
    await expectAnswer(await loadModel(join(retina, 'model.json')), x);
  });

  const refused = [
    ['autoencoder-graph', ['model.json', 'group1-shard1of1.bin'], /loadModel: the graph/],
    ['broken-keras3-json', ['model.json', 'group1-shard1of1.bin'], /takes/],
    ['mnist-cnn', ['group1-shard1of1.bin'], /model/],
    ['mnist-cnn', ['model.json'], /bin/],
  ] as const;
  it.each(refused)(
    'says why it does not show %s from %j, and goes on',
    async (name, files, why) => {
      await openAtHand();
      await chooseModel(
        page,
        files.map((file) => join(keras, name, file)),
      );
      await expect.poll(() => failure().count(), { timeout: 30_000 }).toBe(1);
      const sentence = await failure().textContent();
      expect(sentence).not.toContain('..');
      expect(sentence).toMatch(why);
      await page.locator('.film button').nth(4).click();
      await expect
        .poll(() => page.locator('.film button').nth(4).getAttribute('aria-pressed'))
        .toBe('true');
      await settled(page);
      await expect.poll(() => shownAnswer(page).then((shown) => shown.has('disc'))).toBe(true);
    },
  );
});
