import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { lrp, splitModel, taylorDecomposition } from 'fourier-xai';
import { loadModel } from 'fourier-xai/load';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { expectAccessible, expectNoLeak } from '../../support/explorerChecks';
import { filesOf } from '../../support/explorerFiles';
import { atHand, expectNear, modelsAtHand as models } from '../../support/explorerNumbers';
import {
  type Explorer,
  hasBrowser,
  savedNumbers,
  settled,
  startExplorer,
} from '../../support/explorerPage';

const keras = join(inject('sharedModels'), '..', 'keras');
const views = ['relevance', 'kernels', 'convolution', 'derivatives', 'layers', 'selection', 'rate'];

/** An about.json that says how pixels become inputs. */
const withScaling = (about: Buffer, scaling: string): Buffer =>
  Buffer.from(JSON.stringify({ ...JSON.parse(about.toString()), scaling }));

describe.skipIf(!hasBrowser)('the explorer', { tags: 'slow' }, () => {
  let explorer: Explorer;
  let page: Page;
  const open = async (query: string) => {
    await page?.close();
    page = await explorer.open(query);
  };
  beforeAll(async () => {
    explorer = await startExplorer();
  }, 120_000);
  afterAll(() => explorer?.close());

  it('shows the relevance that the library computes in Node', async () => {
    await open('image=3&target=1&left=lrpEpsilonPlus&right=taylorGaussian&sigma=1.5');
    const { x, model } = await atHand('shapes', 3, 32, 3);
    const { gaussianRoot } = await import('fourier-xai');
    const left = await savedNumbers(page, 'LRP, ε and z⁺ for ring');
    const right = await savedNumbers(page, 'Taylor, Gaussian for ring');
    expect(left.shape).toEqual([32, 32]);
    const map = lrp(model, x, { target: 1 });
    expectNear(left.values, await tf.sum(map, -1).data(), 1e-3);
    const taylor = taylorDecomposition(model, x, { target: 1, rootPoint: gaussianRoot(1.5) });
    expectNear(right.values, await tf.sum(taylor, -1).data(), 1e-3);
  });

  it('shows the relevance of spectra at hand, and of those of a CSV file', async () => {
    await open('model=spectra&image=4&target=2');
    const { standardNormalVariate } = await import('fourier-xai');
    const lines = readFileSync(`${models}/spectra/spectra.csv`, 'utf8').trim().split('\n');
    const model = await loadModel(`${models}/spectra/model.json`);
    const mapOf = async (line: number) => {
      const values = lines[line]?.split(',').slice(1).map(Number) as number[];
      const x = tf.expandDims(standardNormalVariate(tf.tensor2d([values])), -1);
      return lrp(model, x, { target: 2 }).data();
    };
    const shown = await savedNumbers(page, 'LRP, ε and z⁺ for Adenom');
    expect(shown.shape).toEqual([696]);
    expectNear(shown.values, await mapOf(5), 1e-3);
    const buffer = Buffer.from([lines[0], lines[9]].join('\n'));
    const file = { name: 'own.csv', mimeType: 'text/csv', buffer };
    await page.locator('.input input[type=file]').setInputFiles(file);
    await expect.poll(() => page.locator('.film button').count()).toBe(13);
    await page.locator('.bars button', { hasText: 'Adenom' }).click();
    await settled(page);
    const own = await savedNumbers(page, 'LRP, ε and z⁺ for Adenom');
    expectNear(own.values, await mapOf(9), 1e-3);
    const short = { ...file, name: 'short.csv', buffer: Buffer.from('1,2,3\n4,5,6') };
    await page.locator('.input input[type=file]').setInputFiles(short);
    await expect
      .poll(() => page.locator('.failure').first().textContent())
      .toContain('the model takes 696 points');
  });

  it('recolours by gamma, and explains the class that is clicked', async () => {
    await open('image=2');
    const colours = () =>
      page.$eval('.map canvas', (canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const before = await colours();
    await page.getByLabel('Gamma (contrast)').fill('0.4');
    await expect.poll(colours).not.toBe(before);
    await page.locator('.bars button', { hasText: 'triangle' }).click();
    await expect
      .poll(() => page.locator('.map figcaption').first().textContent())
      .toContain('triangle');
    expect(page.url()).toContain('gamma=0.4');
  });

  it('shows which frequencies speak for a class, and answers to a band of them', async () => {
    await open('image=3&target=1&from=0.1&to=0.3');
    const { x, model } = await atHand('shapes', 3, 32, 3);
    const { fftshift, spectralRelevance } = await import('fourier-xai');
    const map = tf.sum(fftshift(spectralRelevance(model, x, { target: 1 }), [1, 2]), -1);
    const shown = await savedNumbers(page, 'Relevance of frequencies');
    expectNear(shown.values, await map.data(), 1e-3);
    const answer = () => page.locator('.row.three .small-bars').textContent();
    const narrow = await answer();
    await page.getByLabel('Lowest frequency kept').fill('0');
    await page.getByLabel('Highest frequency kept').fill('0.71');
    const [, , , triangle = 0] = await (model.predict(x) as tf.Tensor).data();
    await expect.poll(answer).toContain(`triangle${(100 * triangle).toFixed(1)}`);
    expect(narrow).not.toBe(await answer());
  });

  it('ranks the channels of a layer by the relevance that passes through them', async () => {
    await open('view=layers&layer=2&image=4');
    const { x, model } = await atHand('shapes', 4, 32, 3);
    const { g, h } = splitModel(model, 'conv3');
    const map = lrp(h, g.predict(x) as tf.Tensor4D, { target: 4 });
    const relevance = await tf.sum(map, [0, 1, 2]).data<'float32'>();
    const total = relevance.reduce((sum, value) => sum + value, 0);
    const order = [...relevance.keys()].sort((a, b) => (relevance[b] ?? 0) - (relevance[a] ?? 0));
    const share = (channel: number) => ((100 * (relevance[channel] ?? 0)) / total).toFixed(1);
    expect(await page.locator('.ranked > button').allTextContents()).toEqual(
      order.slice(0, 8).map((channel) => `Channel ${channel}: ${share(channel)}\u00a0%`),
    );
    const { values } = await savedNumbers(page, `Relevance through channel ${order[0]}`);
    // the first convolutions keep the relevance but for what a zero activation cannot pass on
    const passed = values.reduce((sum, value) => sum + value, 0);
    expect(passed / (relevance[order[0] as number] as number)).toBeCloseTo(1, 2);
  });

  it('shows a convolution as tf.js computes it, and follows a changed weight', async () => {
    await open('view=convolution&layer=0&in=2&out=5&image=1');
    const { x, model } = await atHand('shapes', 1, 32, 3);
    const kernel = model.layers
      .find(({ name }) => name === 'conv1')
      ?.getWeights()[0] as tf.Tensor4D;
    const one = tf.slice(kernel, [0, 0, 2, 5], [3, 3, 1, 1]) as tf.Tensor4D;
    const plane = tf.slice(x, [0, 0, 0, 2], [1, 32, 32, 1]) as tf.Tensor4D;
    const { values } = await savedNumbers(page, 'Output');
    expectNear(values, await tf.conv2d(plane, one, 1, 'same').data());
    await page.getByLabel('Kernel 2, 2').fill('3');
    await settled(page);
    const changed = Float32Array.from(await one.data());
    changed[4] = 3;
    const again = tf.conv2d(plane, tf.tensor4d(changed, [3, 3, 1, 1]), 1, 'same');
    await expect
      .poll(async () => (await savedNumbers(page, 'Output')).values[500])
      .toBeCloseTo((await again.data())[500] as number, 3);
  });

  it('convolves grey images, too', async () => {
    await open('view=convolution&model=digits&layer=0&out=31&image=11');
    const { x, model } = await atHand('digits', 11, 28, 1);
    const kernel = model.getLayer('conv1').getWeights()[0] as tf.Tensor4D;
    const one = tf.slice(kernel, [0, 0, 0, 31], [3, 3, 1, 1]) as tf.Tensor4D;
    const { values } = await savedNumbers(page, 'Output');
    expectNear(values, await tf.conv2d(x, one, 1, 'same').data());
  });

  it('shows ∂g/∂x of a pixel as the front answers to it', async () => {
    await open('view=derivatives&model=digits&row=0&column=27&channel=100');
    const { model } = await atHand('digits', 0, 28, 1);
    const unit = tf.reshape(tf.oneHot(27, 28 * 28), [1, 28, 28, 1]);
    const answer = splitModel(model).g.predict(tf.cast(unit, 'float32')) as tf.Tensor4D;
    const { values } = await savedNumbers(page, '∂g/∂x for the channel');
    expectNear(values, await tf.slice(answer, [0, 0, 0, 100], [1, 28, 28, 1]).data());
  });

  it('selects the kernels that the library selects in Node', async () => {
    await open('view=selection&model=digits&tolerance=0.4');
    await page.getByRole('button', { name: 'Select kernels' }).click();
    await page.waitForSelector('.histogram', { timeout: 60_000 });
    const each = await Promise.all(
      Array.from({ length: 12 }, (_, i) => atHand('digits', i, 28, 1)),
    );
    const { selectKernels } = await import('fourier-xai');
    const { model } = each[0] as (typeof each)[number];
    const { histogram } = await selectKernels(model, tf.concat(each.map(({ x }) => x)), {
      tolerance: 0.4,
    });
    const shown = await page.$$eval('.histogram button', (all) =>
      all.map((button) => Number(/: (\d+) images/.exec((button as HTMLButtonElement).title)?.[1])),
    );
    expect(shown).toHaveLength(128);
    // an order of two kernels may turn where they matter the same within rounding
    const apart = shown.filter((count, i) => count !== histogram[i]);
    expect(apart.length).toBeLessThan(4);
  });

  it('trains, waits and goes on', async () => {
    await open('view=rate&epochs=4');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.waitForTimeout(1500);
    const end = () => page.locator('.curve text').allTextContents();
    const before = await end();
    await page.waitForTimeout(1500);
    expect(await end()).toEqual(before);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.waitForSelector('.verdict', { timeout: 60_000 });
  });

  it('restores a view from its address, and says in it what is changed', async () => {
    await open('view=layers&layer=2&out=7&off=1&list=conv');
    expect(await page.getByRole('slider', { name: 'Kernel' }).inputValue()).toBe('7');
    expect(await page.getByLabel('Switch the channel off').isChecked()).toBe(true);
    expect(await page.locator('table.layers tbody tr').count()).toBe(4);
    await page.getByRole('slider', { name: 'Kernel' }).fill('9');
    await expect.poll(() => page.url()).toContain('out=9');
    const { model, x } = await atHand('shapes', 0, 32, 3);
    const layer = model.getLayer('conv3');
    const part = tfl.model({ inputs: model.inputs, outputs: layer.output as tfl.SymbolicTensor });
    await settled(page);
    const { values } = await savedNumbers(page, 'Output of the channel');
    const all = part.predict(x) as tf.Tensor4D;
    expectNear(values, await tf.slice(all, [0, 0, 0, 9], [1, 16, 16, 1]).data());
  });

  it('says what is wrong where it happened, and goes on', async () => {
    await open('model=');
    await expect.poll(() => page.locator('.failure').textContent()).toContain('open them again');
    await page.getByRole('button', { name: 'Dismiss' }).click();
    const file = (name: string, text: string, mimeType: string) => ({
      ...{ name, mimeType },
      buffer: Buffer.from(text),
    });
    const [models, images] = [
      page.locator('.head input[type=file]'),
      page.locator('.input input[type=file]'),
    ];
    await images.setInputFiles(file('notes.png', 'no picture', 'image/png'));
    await expect.poll(() => page.locator('.failure').first().textContent()).toContain('notes.png');
    await models.setInputFiles(
      file('broken.keras', 'PK\x03\x04 no model', 'application/octet-stream'),
    );
    await expect
      .poll(() => page.locator('.failure').first().textContent())
      .toContain('broken.keras');
    await page.locator('.film button').nth(4).click();
    await expect
      .poll(() => page.locator('.map figcaption').first().textContent())
      .toContain('cross');
  });

  it.skipIf(!inject('sharedModels'))('opens a model that is chosen as a file', async () => {
    await open('');
    await page.locator('.head input[type=file]').setInputFiles(join(keras, 'mnist-h5', 'model.h5'));
    await expect
      .poll(() => page.locator('.bars li').count(), { timeout: 60_000 })
      .toBeGreaterThan(6);
    await settled(page);
    expect(await page.locator('.failure').count()).toBe(0);
  });

  it.skipIf(!inject('sharedModels'))(
    'names the classes of an own model, and takes its scaling',
    async () => {
      await page.getByText('Names of the classes').click();
      const names = Array.from({ length: 10 }, (_, i) => `digit ${i}`);
      await page.locator('.input textarea').fill(JSON.stringify(names));
      await expect.poll(() => page.locator('.bars').textContent()).toMatch(/digit \d/);
      expect(new URL(page.url()).searchParams.get('classes')).toBe(names.join('|'));
      await page.getByLabel('How pixels become inputs').selectOption('own');
      await page.getByLabel('Black and white become').fill('1, 0');
      await page.getByLabel('Black and white become').blur();
      await expect.poll(() => page.url()).toContain('range=1%2C+0');
      await settled(page);
      expect(await page.locator('.trials li').count()).toBe(6);
      expect(await page.locator('.trials').textContent()).toMatch(/your own numbers.*digit \d/);
    },
  );

  it.skipIf(!inject('sharedModels'))('points out inputs that are far too large', async () => {
    const folder = join(inject('sharedModels'), 'mobilenet-v1-025');
    const files = readdirSync(folder).map((name) => join(folder, name));
    await open('');
    await page.locator('.head input[type=file]').setInputFiles(files);
    await page.waitForSelector('.trials', { timeout: 60_000 });
    expect(await page.locator('.bars').textContent()).toMatch(/[a-z]{4}/);
    expect(await page.locator('.bars').textContent()).not.toContain('class');
    await page.getByLabel('How pixels become inputs').selectOption('bytes');
    await expect
      .poll(() => page.locator('.input .failure').textContent(), { timeout: 30_000 })
      .toMatch(/values \d+(\.\d+)? times as large/);
  });

  it('opens a folder that this project has written, with its images and classes', async () => {
    await open('');
    const files = ['about.json', 'images.png', 'model.json', 'weights.bin'];
    await page
      .locator('.head input[type=file]')
      .setInputFiles(files.map((name) => `${models}/digits/${name}`));
    await expect.poll(() => page.locator('.bars li').count(), { timeout: 20_000 }).toBe(2);
    expect(await page.locator('.film button').last().getAttribute('aria-label')).toBe(
      'image 12, 7',
    );
    await settled(page);
    expect(await page.locator('.failure').count()).toBe(0);
  });

  it('scales the images of such a folder as it says', async () => {
    await open('left=lrpEpsilonPlus&image=2&target=1');
    const { model, x } = await atHand('shapes', 2, 32, 3);
    const files = (await filesOf(model, 'shapes')).map((file) =>
      file.name === 'about.json' ? { ...file, buffer: withScaling(file.buffer, 'signed') } : file,
    );
    await page.locator('.head input[type=file]').setInputFiles(files);
    const chosen = page.getByLabel('Model', { exact: true });
    await expect.poll(() => chosen.inputValue()).not.toBe('shapes');
    await settled(page);
    await page.locator('.film button').nth(2).click();
    await page.locator('.bars button', { hasText: 'ring' }).click();
    const signed = tf.sub(tf.mul(x, 2), 1);
    const expected = await tf.sum(lrp(model, signed, { target: 1 }), -1).data();
    await vi.waitFor(
      async () => {
        const { values } = await savedNumbers(page, 'LRP, ε and z⁺ for ring');
        expectNear(values, expected, 1e-3);
      },
      { timeout: 15_000, interval: 200 },
    );
  });

  it('leaves no tensors behind when images come and go', async () => {
    await open('right=gradientTimesInput');
    const round = async () => {
      for (const i of [3, 7, 1]) {
        await page.locator('.film button').nth(i).click();
        await settled(page);
      }
      await page.waitForTimeout(500);
      await settled(page);
    };
    await expectNoLeak(page, round);
  });

  it.each(views)('breaks no rule of WCAG 2.2 AA: %s', async (view) => {
    await open(`view=${view}`);
    await expectAccessible(page);
  });

  it('asks no other host for anything', () => {
    const elsewhere = explorer.requests.filter(
      (url) => !url.startsWith(explorer.origin) && !/^(blob|data):/.test(url),
    );
    expect(explorer.requests.length).toBeGreaterThan(10);
    expect(elsewhere).toEqual([]);
  });
});
