import type * as tf from '@tensorflow/tfjs-core';
import { loadModel } from 'fourier-xai/load';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, expectNoLeak } from '../../support/explorerChecks';
import {
  type Explorer,
  hasBrowser,
  savedNumbers,
  settled,
  startExplorer,
} from '../../support/explorerPage';

const models = 'examples/explorer/public/models';

/** Kernels of a layer as plain numbers, in the order of the page: input · outputs + output. */
interface Kernels {
  readonly rows: number;
  readonly columns: number;
  readonly outputs: number;
  readonly weights: readonly number[][];
}

async function kernelsOf(id: string, layer: string): Promise<Kernels> {
  const model = await loadModel(`${models}/${id}/model.json`);
  const stored = model.getLayer(layer).getWeights()[0] as tf.Tensor;
  const [rows, columns, inputs, outputs] = [...(stored.rank === 3 ? [1] : []), ...stored.shape] as [
    ...[number, number, number, number],
  ];
  const values = await stored.data();
  const weights = Array.from({ length: inputs * outputs }, (_, number) =>
    Array.from(
      { length: rows * columns },
      (_, place) => values[place * inputs * outputs + number] as number,
    ),
  );
  return { rows, columns, outputs, weights };
}

const normOf = (weights: readonly number[]) => Math.sqrt(weights.reduce((s, w) => s + w * w, 0));

/** Direction in degrees and mean frequency of |K|² on 32 frequencies a side, by a plain discrete Fourier transform. */
function energyOf(weights: readonly number[], { rows, columns }: Kernels) {
  const [down, across] = [rows === 1 ? 1 : 32, 32];
  let [total, uu, uv, vv, radius] = [0, 0, 0, 0, 0];
  for (let at = 0; at < down * across; at++) {
    const [i, j] = [Math.floor(at / across), at % across];
    const [u, v] = [(i < down / 2 ? i : i - down) / down, (j < 16 ? j : j - 32) / 32];
    let [real, imag] = [0, 0];
    for (const [place, weight] of weights.entries()) {
      const turn = 2 * Math.PI * (u * Math.floor(place / columns) + v * (place % columns));
      real += weight * Math.cos(turn);
      imag -= weight * Math.sin(turn);
    }
    const energy = real * real + imag * imag;
    total += energy;
    uu += energy * u * u;
    uv += energy * u * v;
    vv += energy * v * v;
    radius += energy * Math.hypot(u, v);
  }
  const angle = (Math.atan2(2 * uv, vv - uu) * 90) / Math.PI;
  return { orientation: angle < 0 ? angle + 180 : angle, band: radius / total };
}

/** How many lie within, and how many may be counted otherwise, as they lie on an end within rounding. */
function countWithin(values: readonly number[], from: number, to: number) {
  const near = (value: number) => Math.min(Math.abs(value - from), Math.abs(value - to)) < 1e-4;
  const isWithin = (value: number) =>
    from <= to ? value >= from && value <= to : value >= from || value <= to;
  return {
    sure: values.filter((value) => isWithin(value) && !near(value)).length,
    near: values.filter(near).length,
  };
}

describe.skipIf(!hasBrowser)('the kernels view of the explorer', { tags: 'slow' }, () => {
  let explorer: Explorer;
  let page: Page;
  const open = async (query: string) => {
    await page?.close();
    page = await explorer.open(`view=kernels&${query}`);
  };
  beforeAll(async () => {
    explorer = await startExplorer();
  }, 120_000);
  afterAll(() => explorer?.close());

  const row = (layer: string) => page.locator('#view section', { hasText: `${layer}, kernels` });
  /** Places of the drawn kernels of a layer. */
  const drawn = async (layer: string, outputs: number) => {
    const texts = await row(layer).locator('.tile small').allTextContents();
    return texts.map((text) => {
      const [input = 0, output = 0] = text.split(' → ').map(Number);
      return input * outputs + output;
    });
  };
  /** What the page counts in a range, which must be what is expected, and what it draws of these. */
  async function expectFiltered(
    layer: string,
    { outputs }: Kernels,
    values: readonly number[],
    [from, to]: readonly [number, number],
  ): Promise<number> {
    const text = await row(layer).locator('.hint').textContent();
    const [, count = 0, all = 0] = /: (\d+) of (\d+) kernels/.exec(text ?? '') ?? [];
    const { sure, near } = countWithin(values, from, to);
    expect(Number(all)).toBe(values.length);
    expect(Number(count)).toBeGreaterThanOrEqual(sure);
    expect(Number(count)).toBeLessThanOrEqual(sure + near);
    const shown = await drawn(layer, outputs);
    expect(shown).toHaveLength(Math.min(8, Number(count)));
    expect(new Set(shown).size).toBe(shown.length);
    const inside = countWithin(
      shown.map((number) => values[number] as number),
      from,
      to,
    );
    expect(inside.sure + inside.near).toBe(shown.length);
    return Number(count);
  }

  it.each([
    ['shapes', 'conv1', 0.2, 0.5],
    ['shapes', 'conv3', 0.7, 1],
    ['digits', 'conv1', 0.5, 0.8],
    ['digits', 'conv3', 0.9, 1],
    ['spectra', 'conv1d_Conv1D2', 0.1, 0.6],
  ])('draws kernels of %s, %s, by norm', async (id, layer, from, to) => {
    await open(`model=${id}&filter=norm&least=${from}&most=${to}`);
    const kernels = await kernelsOf(id, layer);
    const norms = kernels.weights.map(normOf);
    const shares = norms.map((norm) => norm / Math.max(...norms));
    expect(await expectFiltered(layer, kernels, shares, [from, to])).toBeGreaterThan(0);
  });

  it.each([
    ['shapes', 'conv1', 0.2, 0.5],
    ['shapes', 'conv2', 0.95, 0.1],
    ['digits', 'conv1', 0.5, 0.6],
  ])('draws kernels of %s, %s, by orientation', async (id, layer, from, to) => {
    await open(`model=${id}&filter=orientation&least=${from}&most=${to}`);
    const kernels = await kernelsOf(id, layer);
    const angles = kernels.weights.map((weights) => energyOf(weights, kernels).orientation);
    await expectFiltered(layer, kernels, angles, [180 * from, 180 * to]);
  });

  it.each([
    ['shapes', 'conv2', 0.3, 0.5],
    ['spectra', 'conv1d_Conv1D3', 0.1, 0.3],
  ])('draws kernels of %s, %s, by frequency', async (id, layer, from, to) => {
    await open(`model=${id}&filter=band&least=${from}&most=${to}`);
    const kernels = await kernelsOf(id, layer);
    const bands = kernels.weights.map((weights) => energyOf(weights, kernels).band);
    await expectFiltered(layer, kernels, bands, [0.71 * from, 0.71 * to]);
  });

  it('says that no kernel lies in a range, and draws others when it is wider', async () => {
    await open('filter=norm&least=0.6&most=0.5');
    const row = page.locator('#view section').first();
    expect(await row.locator('.hint').textContent()).toBe(
      'None of the 48 kernels of this layer lies in this range.',
    );
    expect(await page.locator('.tile').count()).toBe(0);
    expect(await page.locator('.failure').count()).toBe(0);
    await page.getByLabel('Largest norm').fill('0.99');
    await expect.poll(() => row.locator('.tile').count()).toBe(8);
    expect(new URL(page.url()).searchParams.get('most')).toBe('0.99');
    await page.getByLabel('Draw', { exact: true }).selectOption('band');
    await settled(page);
    expect(new URL(page.url()).search).toMatch(/filter=band(?!.*(least|most)=)/);
  });

  it('has no direction of kernels for spectra', async () => {
    await open('model=spectra&filter=orientation');
    const options = page.getByLabel('Draw', { exact: true }).locator('option');
    expect(await options.allTextContents()).toEqual([
      'from all kernels',
      'by norm',
      'by frequency',
    ]);
    expect(await page.getByLabel('From this orientation').count()).toBe(0);
  });

  /** Numbers of the most similar kernels, by plain loops. */
  function likest({ weights }: Kernels, number: number) {
    const one = weights[number] as number[];
    const cosine = (other: readonly number[]) =>
      other.reduce((sum, w, i) => sum + w * (one[i] as number), 0) / (normOf(other) * normOf(one));
    return weights
      .map((other, i) => ({ number: i, similarity: cosine(other) }))
      .filter((each) => each.number !== number)
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, 6);
  }

  const chosenNumber = async () => {
    const text = await page.locator('.chosen dd').first().textContent();
    return Number((text ?? '').split(',')[0]);
  };

  it.each([
    ['shapes', 'conv3', 3],
    ['digits', 'conv1', 0],
    ['digits', 'conv3', 5],
    ['spectra', 'conv1d_Conv1D2', 1],
  ])('finds the near duplicates of a kernel of %s, %s', async (id, layer, place) => {
    await open(`model=${id}&seed=3`);
    const kernels = await kernelsOf(id, layer);
    const [number = 0] = (await drawn(layer, kernels.outputs)).slice(place);
    await row(layer).locator('.tile').nth(place).click();
    expect(await chosenNumber()).toBe(number);
    await page.getByText('Near duplicates in this layer').click();
    await page.waitForSelector('.chosen .tile');
    const expected = likest(kernels, number);
    const pairOf = (of: number) => `${Math.floor(of / kernels.outputs)} → ${of % kernels.outputs}`;
    expect(await page.locator('.chosen .tile small').allTextContents()).toEqual(
      expected.map((each) => `${pairOf(each.number)}: ${each.similarity.toFixed(3)}`),
    );
    await page.locator('.chosen .tile').nth(1).click();
    const next = expected[1]?.number ?? 0;
    await expect.poll(chosenNumber).toBe(next);
    const { values } = await savedNumbers(page, 'Weights');
    expect([...values]).toEqual(kernels.weights[next]);
    const again = likest(kernels, next)[0]?.number as number;
    await expect
      .poll(() => page.locator('.chosen .tile small').first().textContent())
      .toContain(`${pairOf(again)}: `);
  });

  it('keeps a kernel that was clicked, and shows one that the pointer meets otherwise', async () => {
    await open('seed=2');
    const tiles = row('conv2').locator('.tile');
    const chosen = () => page.locator('.chosen h3').textContent();
    const named = (place: number) => tiles.nth(place).locator('canvas').first();
    await tiles.nth(2).hover();
    await expect.poll(chosen).toBe(await named(2).getAttribute('aria-label'));
    await tiles.nth(4).click();
    await tiles.nth(6).hover();
    await page.waitForTimeout(100);
    expect(await chosen()).toBe(await named(4).getAttribute('aria-label'));
  });

  it('breaks no rule of WCAG 2.2 AA where all is open, and fits a phone', async () => {
    await open('filter=orientation&least=0.2');
    await page.getByText('Near duplicates in this layer').click();
    await page.getByText('Singular values of this layer').click();
    await settled(page);
    await expectAccessible(page);
  });

  it('leaves no tensors behind', async () => {
    await open('model=digits&filter=norm&least=0.2');
    await page.getByText('Near duplicates in this layer').click();
    const round = async () => {
      for (const least of ['0.5', '1', '0.1']) {
        await page.getByLabel('Least norm').fill(least);
        await page.waitForTimeout(100);
        await settled(page);
        await row('conv2').locator('.tile').last().click();
        await settled(page);
      }
    };
    await page.getByLabel('Largest norm').fill('1');
    await page.getByLabel('Draw', { exact: true }).selectOption('norm');
    await expectNoLeak(page, round);
  });
});
