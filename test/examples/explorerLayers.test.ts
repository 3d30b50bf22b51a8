import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { accumulatedError, explainPlan, fuseModel, standardNormalVariate } from 'fourier-xai';
import { loadModel } from 'fourier-xai/load';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, expectNoLeak } from '../../support/explorerChecks';
import { filesOf } from '../../support/explorerFiles';
import { atHand, expectNear } from '../../support/explorerNumbers';
import {
  type Explorer,
  hasBrowser,
  savedNumbers,
  settled,
  startExplorer,
} from '../../support/explorerPage';
import { randomTensor } from '../../support/random';

const models = 'examples/explorer/public/models';

/** The first image at hand, [1, side, side, channels]. */
const imageOf = async (id: string, side: number, channels: number): Promise<tf.Tensor4D> =>
  (await atHand(id, 0, side, channels)).x;

/** The first spectrum at hand, [1, points, 1]. */
function spectrumAtHand(): tf.Tensor3D {
  const lines = readFileSync(`${models}/spectra/spectra.csv`, 'utf8').trim().split('\n');
  const values = lines[1]?.split(',').slice(1).map(Number) as number[];
  return tf.expandDims(standardNormalVariate(tf.tensor2d([values])), -1) as tf.Tensor3D;
}

/** Gives a batch normalisation numbers as of a training. */
function train(model: tfl.LayersModel, name: string): void {
  const layer = model.getLayer(name);
  const [
    {
      shape: [channels = 0],
    } = { shape: [] },
  ] = layer.getWeights();
  const numbers = (seed: number) => randomTensor([channels], seed);
  layer.setWeights([
    tf.add(1, tf.mul(0.5, numbers(1))),
    ...[numbers(2), numbers(3)],
    tf.add(1.5, numbers(4)),
  ]);
}

const normal = (seed: number) => tfl.initializers.heNormal({ seed });

/** Strides, no padding, and a normalisation and an activation behind; then dilation, no bias, an activation with weights. */
function imageModel(): tfl.LayersModel {
  const { conv2d, batchNormalization, leakyReLU, prelu } = tfl.layers;
  const model = tfl.sequential({
    layers: [
      conv2d({
        ...{ name: 'first', filters: 8, kernelSize: [3, 4], strides: 2, inputShape: [32, 32, 3] },
        ...{ kernelInitializer: normal(1), biasInitializer: normal(2) },
      }),
      batchNormalization({ name: 'normed' }),
      leakyReLU({ name: 'leaky', alpha: 0.2 }),
      conv2d({
        ...{ name: 'second', filters: 5, kernelSize: 3, dilationRate: 2, padding: 'same' },
        ...{ kernelInitializer: normal(3), useBias: false },
      }),
      prelu({ name: 'parametric', alphaInitializer: normal(4) }),
      tfl.layers.globalAveragePooling2d({ name: 'mean' }),
      tfl.layers.dense({ units: 6, activation: 'softmax', kernelInitializer: normal(5) }),
    ],
  });
  train(model, 'normed');
  return model;
}

/** The same for spectra, whose activation stands in a layer of its own; another reader ends the second chain. */
function spectraModel(): tfl.LayersModel {
  const { conv1d, batchNormalization, activation, add, flatten, dense } = tfl.layers;
  const input = tfl.input({ shape: [696, 1] });
  const chained = (x: tfl.SymbolicTensor, ...layers: { apply(x: unknown): unknown }[]) =>
    layers.reduce((y, layer) => layer.apply(y) as tfl.SymbolicTensor, x);
  const middle = chained(
    input,
    conv1d({
      ...{ name: 'first', filters: 6, kernelSize: 7, strides: 3, padding: 'same' },
      ...{ kernelInitializer: normal(1), biasInitializer: normal(6) },
    }),
    batchNormalization({ name: 'normed' }),
    activation({ name: 'bent', activation: 'elu' }),
    conv1d({
      ...{ name: 'second', filters: 4, kernelSize: 3, dilationRate: 2, activation: 'tanh' },
      kernelInitializer: normal(2),
    }),
  );
  const other = activation({ name: 'unread', activation: 'relu' }).apply(middle);
  const sum = add({ name: 'sum' }).apply([middle, other as tfl.SymbolicTensor]);
  const end = dense({ units: 4, activation: 'softmax', kernelInitializer: normal(3) });
  const output = chained(sum as tfl.SymbolicTensor, flatten(), end);
  const model = tfl.model({ inputs: input, outputs: output });
  train(model, 'normed');
  return model;
}

/** What a layer of a model gives, or takes. */
const valuesAt = (model: tfl.LayersModel, x: tf.Tensor, outputs: tfl.SymbolicTensor) =>
  outputs === model.inputs[0]
    ? x
    : (tfl.model({ inputs: model.inputs, outputs }).predict(x) as tf.Tensor);

const channelAt = async (values: tf.Tensor, channel: number) =>
  (
    await tf.gather(values, tf.tensor1d([channel], 'int32'), values.rank - 1).data()
  ).slice() as Float32Array;

interface Asked {
  readonly model: tfl.LayersModel;
  readonly x: tf.Tensor;
  readonly name: string;
  readonly output: number;
}

/** What each input channel of a layer gives to one output, by tf.conv2d of one channel and one kernel. */
async function partialsOf({ model, x, name, output }: Asked): Promise<Float32Array[]> {
  const layer = model.getLayer(name);
  const inputs = valuesAt(model, x, layer.input as tfl.SymbolicTensor);
  const kernels = layer.getWeights()[0] as tf.Tensor;
  const config = layer.getConfig();
  const [stride = 1] = [config['strides']].flat() as number[];
  const [dilation = 1] = [config['dilationRate']].flat() as number[];
  const padding = config['padding'] as 'same' | 'valid';
  const partial = (channel: number) => {
    const place = tf.tensor1d([channel], 'int32');
    const one = tf.gather(inputs, place, inputs.rank - 1);
    const kernel = tf.gather(
      tf.gather(kernels, place, kernels.rank - 2),
      tf.tensor1d([output], 'int32'),
      kernels.rank - 1,
    );
    return inputs.rank === 3
      ? tf.conv1d(one as tf.Tensor3D, kernel as tf.Tensor3D, stride, padding, 'NWC', dilation)
      : tf.conv2d(one as tf.Tensor4D, kernel as tf.Tensor4D, stride, padding, 'NHWC', dilation);
  };
  const all = Array.from({ length: inputs.shape.at(-1) as number }, (_, i) => partial(i));
  return Promise.all(all.map((each) => each.data<'float32'>()));
}

const sumOf = (all: readonly Float32Array[]) =>
  Float32Array.from(all[0] ?? [], (_, i) => all.reduce((sum, each) => sum + (each[i] ?? 0), 0));

const energyOf = (values: Float32Array) => values.reduce((sum, value) => sum + value * value, 0);

describe.skipIf(!hasBrowser)('the layers view of the explorer', { tags: 'slow' }, () => {
  let explorer: Explorer;
  let page: Page;
  const open = async (query: string) => {
    await page?.close();
    page = await explorer.open(`view=layers&${query}`);
  };
  beforeAll(async () => {
    explorer = await startExplorer();
  }, 120_000);
  afterAll(() => explorer?.close());

  const numbersOf = async (title: string) => (await savedNumbers(page, title)).values;
  const chain = () => page.locator('#view section', { hasText: 'All that makes channel' });
  const captions = () => chain().locator('figcaption').allTextContents();
  const toStep = (title: string) =>
    chain().locator('figure', { hasText: title }).locator('.hint').textContent();

  /** The shown inputs are those of most energy, with their shares, and the sum is that of all. */
  async function expectSum(asked: Asked): Promise<Float32Array> {
    const partials = await partialsOf(asked);
    const energies = partials.map(energyOf);
    const total = energies.reduce((a, b) => a + b, 0);
    const order = [...energies.keys()].sort((a, b) => (energies[b] ?? 0) - (energies[a] ?? 0));
    const share = (channel: number) => ((100 * (energies[channel] ?? 0)) / total).toFixed(1);
    expect(await chain().locator('.chained > button').allTextContents()).toEqual(
      order.slice(0, 6).map((channel) => `Channel ${channel}: ${share(channel)}\u00a0%`),
    );
    for (const channel of [order[0] as number, order.slice(0, 6).at(-1) as number]) {
      const shown = await numbersOf(`Channel ${channel} through its kernel`);
      expectNear(shown, partials[channel] as Float32Array);
    }
    const rest = chain().getByText(/^… and \d+ more/);
    expect(await rest.count()).toBe(order.length > 6 ? 1 : 0);
    if (order.length > 6) expect(await rest.textContent()).toContain(` ${order.length - 6} more`);
    const sum = sumOf(partials);
    expectNear(await numbersOf('The sum'), sum);
    return sum;
  }

  /** The last step has the values of the network at that place. */
  async function expectEnd({ model, x, output }: Asked, title: string, last: string) {
    const end = valuesAt(model, x, model.getLayer(last).output as tfl.SymbolicTensor);
    expectNear(await numbersOf(title), await channelAt(end, output));
    expect(await chain().textContent()).toMatch(/differs from what the network computes there by/);
  }

  const weightsOf = ({ model, output }: Asked, name: string) =>
    Promise.all(
      model
        .getLayer(name)
        .getWeights()
        .map(async (weights) => (await weights.data())[output] as number),
    );

  it.each([
    ['shapes', 'conv1', 0, 3],
    ['shapes', 'conv3', 2, 7],
  ])('follows a channel of %s, %s', async (id, name, place, output) => {
    await open(`model=${id}&layer=${place}&out=${output}`);
    const model = await loadModel(`${models}/${id}/model.json`);
    const asked = { model, x: await imageOf('shapes', 32, 3), name, output };
    const sum = await expectSum(asked);
    const bias = (await (model.getLayer(name).getWeights()[1] as tf.Tensor).data())[output] ?? 0;
    const title = `Plus the bias of ${name}`;
    expectNear(
      await numbersOf(title),
      sum.map((value) => value + bias),
    );
    const shown = Number(bias.toPrecision(3));
    expect(await toStep(title)).toContain(`adds ${String(shown).replace('-', '−')}`);
    expect((await captions()).slice(-1)).toEqual([`After the activation of ${name}`]);
    await expectEnd(asked, `After the activation of ${name}`, name);
  });

  it('follows a channel of a grey network without bias and activation', async () => {
    await open('model=digits&layer=1&out=12');
    const model = await loadModel(`${models}/digits/model.json`);
    const asked = { model, x: await imageOf('digits', 28, 1), name: 'conv2', output: 12 };
    await expectSum(asked);
    expect(await chain().textContent()).toContain('has no bias and no activation');
    await expectEnd(asked, 'The sum', 'conv2');
  });

  it('follows a channel of spectra, and of the first layer with its one input', async () => {
    const model = await loadModel(`${models}/spectra/model.json`);
    const x = spectrumAtHand();
    for (const [place, name] of [
      [0, 'conv1d_Conv1D1'],
      [2, 'conv1d_Conv1D3'],
    ] as const) {
      await open(`model=spectra&layer=${place}&out=5`);
      const asked = { model, x, name, output: 5 };
      await expectSum(asked);
      await expectEnd(asked, `After the activation of ${name}`, name);
    }
  });

  async function openOwn(model: tfl.LayersModel, id: 'shapes' | 'spectra', place: number) {
    await open(`layer=${place}&out=2`);
    await page.locator('.head input[type=file]').setInputFiles(await filesOf(model, id));
    await expect
      .poll(() => chain().locator('h3').textContent(), { timeout: 20_000 })
      .toContain(place === 0 ? 'first' : 'second');
    await settled(page);
  }

  it.each([
    ['images', imageModel, 'leaky', (v: number) => Math.max(v, Math.fround(0.2) * v)],
    ['spectra', spectraModel, 'bent', (v: number) => (v > 0 ? v : Math.expm1(v))],
  ] as const)('normalises and bends as the layers behind: %s', async (kind, make, name, bend) => {
    const model = make();
    const x = kind === 'images' ? await imageOf('shapes', 32, 3) : spectrumAtHand();
    await openOwn(model, kind === 'images' ? 'shapes' : 'spectra', 0);
    const asked = { model, x, name: 'first', output: 2 };
    const sum = await expectSum(asked);
    const [gamma = 0, beta = 0, mean = 0, variance = 0] = await weightsOf(asked, 'normed');
    const bias = (await (model.getLayer('first').getWeights()[1] as tf.Tensor).data())[2] ?? 0;
    const normed = sum.map(
      (value) => (gamma * (value + bias - mean)) / Math.sqrt(variance + 1e-3) + beta,
    );
    expectNear(await numbersOf('Normalised by normed'), normed);
    const scale = gamma / Math.sqrt(variance + 1e-3);
    expect(await toStep('Normalised by normed')).toContain(
      `times ${String(Number(scale.toPrecision(3)))}, plus `,
    );
    expectNear(await numbersOf(`After the activation of ${name}`), normed.map(bend));
    await expectEnd(asked, `After the activation of ${name}`, name);
    // what a kernel gives alone moves over the image as the layer does
    const partials = await partialsOf(asked);
    expectNear(await numbersOf('Input through the kernel'), partials[0] as Float32Array);
  });

  it('dilates, and has an activation with weights of its own', async () => {
    const model = imageModel();
    await openOwn(model, 'shapes', 1);
    const asked = { model, x: await imageOf('shapes', 32, 3), name: 'second', output: 2 };
    await expectSum(asked);
    expect((await captions()).slice(-2)).toEqual(['The sum', 'After the activation of parametric']);
    await expectEnd(asked, 'After the activation of parametric', 'parametric');
  });

  it('ends where several layers read a value', async () => {
    const model = spectraModel();
    await openOwn(model, 'spectra', 1);
    const asked = { model, x: spectrumAtHand(), name: 'second', output: 2 };
    await expectSum(asked);
    expect((await captions()).at(-1)).toBe('After the activation of second');
    await expectEnd(asked, 'After the activation of second', 'second');
  });

  it('chooses the input channel that is clicked', async () => {
    await open('layer=2&out=7');
    const second = chain().locator('.chained > button').nth(1);
    const channel = /Channel (\d+)/.exec((await second.textContent()) ?? '')?.[1];
    await second.click();
    await expect.poll(() => page.url()).toContain(`in=${channel}`);
    await settled(page);
    const title = `Channel ${channel} through its kernel`;
    expect([...(await numbersOf('Input through the kernel'))]).toEqual([
      ...(await numbersOf(title)),
    ]);
  });

  const fusionRows = async () => {
    await page.getByText('What fusion would make of this model').click();
    await page.waitForSelector('table.fusion');
    await settled(page);
    return page.$$eval('table.fusion tbody tr', (rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.textContent)),
    );
  };
  const three = (value: number) => {
    const text = value < 0.001 ? value.toExponential(2) : String(Number(value.toPrecision(3)));
    return text.replaceAll('-', '\u2212');
  };

  it('says what fusion makes of the document’s network', async () => {
    await open('model=digits');
    const [row = []] = await fusionRows();
    const model = await loadModel(`${models}/digits/model.json`);
    const [plan] = explainPlan(model);
    const fused = fuseModel(model).getLayer('conv3').countParams();
    // 9 · 28² · (1 · 32 + 32 · 64 + 64 · 128) are 72.5 million
    expect(row[0]).toBe('conv1 → conv2 → conv3');
    expect(row[1]).toBe('one convolution, with exact edges');
    expect(row[3]).toMatch(/^72\.5 M → [\d.]+ M$/);
    // 49 · 22² · 128 inside; at the edges, kernels of fewer taps for 28² - 22² pixels
    const after = Number(/→ ([\d.]+) M/.exec(row[3] ?? '')?.[1]);
    expect(after).toBeGreaterThan((49 * 22 ** 2 * 128) / 1e6);
    expect(after).toBeLessThan((49 * 28 ** 2 * 128) / 1e6);
    expect(row[4]).toBe(`${three(plan?.costs.layered ?? 0)} ms → ${three(plan?.cost ?? 0)} ms`);
    expect(row[5]).toBe(`92,448 → ${fused.toLocaleString('en')}`);
    const text = (await page.locator('details', { hasText: 'Weights' }).last().textContent()) ?? '';
    const { max, bandWidth } = await accumulatedError(model, await imageOf('digits', 28, 1));
    const [, shown] = /by up to ([\d.]+), on the outer (\d+) pixels/.exec(text) ?? [];
    expect(Number(shown) / max).toBeCloseTo(1, 2);
    expect(text).toContain(`outer ${bandWidth} pixels`);
    const [, apart = ''] = /logits differ by at most ([\d.e−]*\d)/.exec(text) ?? [];
    expect(Number(apart.replace('−', '-'))).toBeLessThan(1e-3);
  });

  it('says that fusion leaves a network with an activation behind each layer as it is', async () => {
    await open('');
    const rows = await fusionRows();
    expect(rows.map(([name, becomes]) => [name, becomes])).toEqual(
      ['conv1', 'conv2', 'conv3', 'conv4', 'mean'].map((name) => [name, 'stays as it is']),
    );
    // 9 · 32² · 3 · 16
    expect(rows[0]?.[3]).toBe('0.442 M');
    expect(rows[0]?.[5]).toBe('448');
    expect(await page.locator('#view').textContent()).toContain('Nothing is fused');
  });

  it('says what becomes of a normalisation', async () => {
    const model = imageModel();
    await openOwn(model, 'shapes', 0);
    const rows = await fusionRows();
    const plan = explainPlan(model).reverse();
    expect(rows.map(([name]) => name)).toEqual(plan.map(({ layers }) => layers.join(' → ')));
    expect(rows[0]?.[2]).toBe(plan[0]?.reason);
    // 3 · 4 · 3 · 8 weights and 8 biases, and 4 · 8 of the normalisation; then the first alone
    expect(rows[0]?.[5]).toBe('328 → 296');
  });

  it('breaks no rule of WCAG 2.2 AA where all is open, and fits a phone', async () => {
    await open('model=digits&layer=2&list=all');
    await page.getByText('What fusion would make of this model').click();
    await page.waitForSelector('table.fusion');
    await settled(page);
    await expectAccessible(page);
  });

  it('leaves no tensors behind', async () => {
    await open('model=shapes');
    await page.getByText('What fusion would make of this model').click();
    const round = async () => {
      for (const layer of ['1', '2', '0']) {
        await page.getByLabel('Layer', { exact: true }).fill(layer);
        await page.waitForTimeout(100);
        await settled(page);
      }
      for (const image of [2, 5]) {
        await page.locator('.film button').nth(image).click();
        await page.waitForTimeout(100);
        await settled(page);
      }
    };
    await expectNoLeak(page, round);
  });
});
