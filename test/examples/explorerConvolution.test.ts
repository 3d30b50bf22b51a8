import * as tf from '@tensorflow/tfjs-core';
import { splitModel } from 'fourier-xai';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
