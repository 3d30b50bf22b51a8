import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { splitModel } from 'fourier-xai';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesOf } from '../../support/explorerFiles';
import { atHand, expectNear } from '../../support/explorerNumbers';
import {
  type Explorer,
  hasBrowser,
  savedNumbers,
  settled,
  startExplorer,
} from '../../support/explorerPage';

const weightsOf = async (id: string) => {
  const { model, x } = await atHand(id, 7, 28, 1);
  const kernels = ['conv1', 'conv2', 'conv3'].map(
    (name) => model.getLayer(name).getWeights()[0] as tf.Tensor4D,
  );
  return { model, x, kernels };
};

/** An image in zeros, through the kernels of layers one after the other without a border between them. */
const paddedOnce = (x: tf.Tensor4D, kernels: readonly tf.Tensor4D[]): tf.Tensor4D => {
  const margin = kernels.reduce((sum, { shape: [size] }) => sum + (size - 1) / 2, 0);
  const around = [margin, margin] as [number, number];
  const padded = tf.pad(x, [[0, 0], around, around, [0, 0]]);
  return kernels.reduce((values, kernel) => tf.conv2d(values, kernel, 1, 'valid'), padded);
};

describe.skipIf(!hasBrowser)('the convolution and derivatives views', { tags: 'slow' }, () => {
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

  it.each([1, 2])('shows layers up to %i fused into one, padded once', async (layer) => {
    await open(`view=convolution&model=digits&image=7&layer=${layer}&out=3&fused=1`);
    const { x, kernels, model } = await weightsOf('digits');
    const y = paddedOnce(x, kernels.slice(0, layer + 1));
    const { values } = await savedNumbers(page, 'Output');
    expectNear(values, await tf.slice(y, [0, 0, 0, 3], [1, 28, 28, 1]).data());
    // the answer is that of the layers behind, to what is padded once
    const { h } = splitModel(model, `conv${layer + 1}`);
    const answer = async (features: tf.Tensor) => {
      const [one = 0] = await (h.predict(features) as tf.Tensor).data();
      return `${(100 * one).toFixed(1)}`;
    };
    const shown = () => page.locator('.pair .small-bars').textContent();
    expect(await shown()).toContain(await answer(y));
    // and follows a changed weight
    await page.getByLabel('Kernel 2, 4').fill('40');
    await settled(page);
    const index = 1 * (2 * layer + 3) + 3;
    const unit = tf.tensor4d(
      Array.from({ length: (2 * layer + 3) ** 2 }, (_, i) => (i === index ? 1 : 0)),
      [2 * layer + 3, 2 * layer + 3, 1, 1],
    );
    const fused = await savedNumbers(page, 'Kernel');
    expect(fused.values[index]).toBe(40);
    await page.getByRole('button', { name: 'As it was trained' }).click();
    await settled(page);
    const own = (await savedNumbers(page, 'Kernel')).values[index] as number;
    const added = tf.mul(tf.conv2d(x, unit, 1, 'same'), 40 - own);
    const channel = tf.oneHot(tf.tensor1d([3], 'int32'), y.shape[3]);
    const expected = await answer(tf.add(y, tf.mul(added, tf.reshape(channel, [1, 1, 1, -1]))));
    await page.getByLabel('Kernel 2, 4').fill('40');
    await expect.poll(shown).toContain(expected);
  });

  it.each([
    { strides: 2, padding: 'same' },
    { strides: 3, padding: 'valid' },
    { strides: 1, padding: 'same', dilationRate: 2 },
  ] as const)('goes over the image as the layer does: %o', async (config) => {
    const model = tfl.sequential({
      layers: [
        tfl.layers.conv2d({ filters: 3, kernelSize: [3, 4], inputShape: [32, 32, 3], ...config }),
        tfl.layers.globalAveragePooling2d({}),
        tfl.layers.dense({ units: 6, activation: 'softmax' }),
      ],
    });
    await open('view=convolution&out=1&in=2');
    await page.locator('.head input[type=file]').setInputFiles(await filesOf(model, 'shapes'));
    await expect.poll(() => page.url()).toContain('model=&');
    await settled(page);
    const { x } = await atHand('shapes', 0, 32, 3);
    const kernel = tf.slice(
      model.layers[0]?.getWeights()[0] as tf.Tensor4D,
      [0, 0, 2, 1],
      [3, 4, 1, 1],
    );
    const plane = tf.slice(x, [0, 0, 0, 2], [1, 32, 32, 1]) as tf.Tensor4D;
    const { strides, padding, dilationRate = 1 } = { dilationRate: 1, ...config };
    const y = tf.conv2d(plane, kernel as tf.Tensor4D, strides, padding, 'NHWC', dilationRate);
    await expect
      .poll(async () => (await savedNumbers(page, 'Output')).shape)
      .toEqual(y.shape.slice(1, 3));
    expectNear((await savedNumbers(page, 'Output')).values, await y.data());
  });

  it('paints on the weights themselves where only a band passes', async () => {
    await open('view=convolution&model=digits&layer=2&fused=1&out=3&low=0.1&high=0.4');
    const weights = () =>
      page.$$eval('.cells input', (all) => all.map((each) => (each as HTMLInputElement).value));
    await page.getByLabel('Lowest frequency that passes').fill('0');
    await page.getByLabel('Highest frequency that passes').fill('0.71');
    await settled(page);
    const trained = await weights();
    await page.getByLabel('Lowest frequency that passes').fill('0.1');
    await settled(page);
    await page.getByLabel('Kernel 4, 4').fill('0.5');
    await settled(page);
    await expect.poll(weights).toEqual(trained.map((value, i) => (i === 24 ? '0.5' : value)));
  });

  it.each([
    'against=99',
    'against=abc',
    'target=-2',
    'target=1.5',
    'gamma=0',
    'remove=-5',
    'view=convolution&out=-3&layer=9',
    'view=derivatives&row=99&channel=9999',
  ])('shows what there is at an address that says %s', async (query) => {
    await open(query);
    expect(await page.locator('.failure').count()).toBe(0);
    const shown = await page.locator('#view output').allTextContents();
    expect(shown.join(' ')).not.toMatch(/-|\u2212|99/);
  });

  it('forgets the class that is taken off where another model has none such', async () => {
    await open('against=4');
    await page.getByLabel('Model', { exact: true }).selectOption('digits');
    await expect.poll(() => page.locator('.bars li').count()).toBe(2);
    await settled(page);
    expect(await page.getByLabel('Minus class').inputValue()).toBe('');
    expect(await page.locator('.failure').count()).toBe(0);
  });

  it.each([
    [0, 2],
    [1, 1],
    [2, 0],
  ])('shows the error with borders set to zero after %i layers', async (resets, width) => {
    await open(`view=convolution&model=digits&image=7&resets=${resets}`);
    const { x, kernels } = await weightsOf('digits');
    const same = (from: tf.Tensor4D, some: readonly tf.Tensor4D[]) =>
      some.reduce((values, kernel) => tf.conv2d(values, kernel, 1, 'same'), from);
    const exact = same(x, kernels);
    const rest = paddedOnce(same(x, kernels.slice(0, resets)), kernels.slice(resets));
    const error = tf.max(tf.abs(tf.sub(exact, rest)), -1);
    const { values } = await savedNumbers(page, 'Error of g(x), the largest over its channels');
    const expected = await error.data();
    const most = Math.max(...expected);
    if (width === 0) expect(Math.max(...values)).toBeLessThan(1e-5);
    else expectNear(values, expected, 1e-3);
    expect(most > 1e-3).toBe(width > 0);
    const hint = await page.locator('#view').textContent();
    expect(hint).toContain(['nothing but rounding', 'the pixels along', '2 pixels along'][width]);
  });

  it('shows ∂y/∂x through a channel as what g pulls back of ∂y/∂g', async () => {
    await open('view=derivatives&model=digits&image=7&channel=31&target=1');
    const { x, model } = await weightsOf('digits');
    const { g } = splitModel(model);
    const { values } = await savedNumbers(page, '∂y/∂x through the channel');
    const head = await savedNumbers(page, '∂y/∂g for the channel');
    expect(values).toHaveLength(28 * 28);
    // <c, g(u)> = <the pull-back of c, u> for an image u
    const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
      Array.from(a, (value, i) => value * (b[i] as number)).reduce((sum, value) => sum + value, 0);
    const moved = tf.sub(g.predict(x) as tf.Tensor, g.predict(tf.zerosLike(x)) as tf.Tensor);
    const channel = await tf.slice(moved, [0, 0, 0, 31], [1, 28, 28, 1]).data();
    const pushed = dot(head.values, channel);
    expect(Math.abs(pushed)).toBeGreaterThan(1e-4);
    expect(dot(values, await x.data()) / pushed).toBeCloseTo(1, 3);
  });

  it('judges a history that is dropped, and says what is none', async () => {
    await open('view=rate');
    const drop = async (name: string, text: string) => {
      const data = await page.evaluateHandle(
        ([name, text]) => {
          const all = new DataTransfer();
          all.items.add(new File([text as string], name as string));
          return all;
        },
        [name, text],
      );
      await page.dispatchEvent('#view', 'drop', { dataTransfer: data });
    };
    const loss = [2.3, 1.2, 0.8, 0.5, 0.35, 0.3];
    const csv = ['epoch,accuracy,loss', ...loss.map((value, i) => `${i},${0.3 + i / 10},${value}`)];
    await drop('log.csv', csv.join('\n'));
    await expect.poll(() => page.locator('.verdict').textContent()).toContain('is right');
    // Python writes NaN where JSON has null
    await drop('history.json', '{"loss": [2.3, 9.1, NaN, NaN]}');
    await expect.poll(() => page.locator('.verdict').textContent()).toContain('too large');
    await drop('notes.txt', 'no history');
    await expect
      .poll(() => page.locator('#view .failure').textContent())
      .toContain('diagnoseLearningRate');
    expect(await page.locator('.verdict').count()).toBe(0);
  });
});
