import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {
  chainRule,
  convolutionJacobian,
  fft2,
  fftshift,
  gaussianRoot,
  logMagnitude,
  lrp,
  lrpPass,
  selectKernels,
  spectralRelevance,
  splitModel,
  taylorDecomposition,
} from 'fourier-xai';
import { registerWasmKernels } from 'fourier-xai/wasm';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Study } from '../../examples/explorer/worker/study';
import { train } from '../../examples/explorer/worker/train';
import { atHand, expectNear } from '../../support/explorerNumbers';
import {
  type Explorer,
  hasBackend,
  hasBrowser,
  savedNumbers,
  settled,
  startExplorer,
} from '../../support/explorerPage';

/** Of the largest value: rounding in graphics stays below it, a wrong sign does not. */
const SHARE = 2e-3;

/** What both ways of looking at the layer conv2 are set to. */
const place = { layer: 1, in: 5, out: 9 };

/** What a layer gives for a batch. */
function outputsOf(model: tfl.LayersModel, name: string, x: tf.Tensor): tf.Tensor4D {
  const outputs = model.getLayer(name).output as tfl.SymbolicTensor;
  return tfl.model({ inputs: model.inputs, outputs }).predict(x) as tf.Tensor4D;
}

const channelOf = (values: tf.Tensor4D, channel: number) =>
  tf.slice(values, [0, 0, 0, channel], [-1, -1, -1, 1]) as tf.Tensor4D;

const oneKernel = (model: tfl.LayersModel, layer: string, input: number, output: number) => {
  const [kernels] = model.getLayer(layer).getWeights();
  return tf.slice(kernels as tf.Tensor4D, [0, 0, input, output], [-1, -1, 1, 1]) as tf.Tensor4D;
};

describe.skipIf(!hasBrowser)('the explorer on each backend', { tags: 'slow' }, () => {
  let explorer: Explorer;
  beforeAll(async () => {
    explorer = await startExplorer();
  }, 120_000);
  afterAll(() => explorer?.close());

  describe.each(['wasm', 'webgl', 'webgpu'])('%s', (backend) => {
    const isHere = it.skipIf(!hasBackend(backend));
    let page: Page;
    afterAll(() => page?.close());

    const open = async (query: string) => {
      await page?.close();
      page = await explorer.open(`backend=${backend}&${query}`);
      expect(await page.getByLabel('Computed on').inputValue()).toBe(backend);
    };
    const show = async (name: string) => {
      await page.getByRole('link', { name, exact: true }).click();
      await settled(page);
    };
    /** What the page shows under a title equals what Node computes. */
    const expectShown = async (title: string, expected: tf.Tensor) => {
      const { values } = await savedNumbers(page, title);
      expectNear(values, await expected.data(), SHARE);
    };

    isHere('shows relevance', async () => {
      const { layer, in: input, out } = place;
      await open(`image=3&target=1&sigma=1.5&layer=${layer}&in=${input}&out=${out}`);
      const { model, x } = await atHand('shapes', 3, 32, 3);
      await expectShown('LRP, ε and z⁺ for ring', tf.sum(lrp(model, x, { target: 1 }), -1));
      const rootPoint = gaussianRoot(1.5);
      const taylor = taylorDecomposition(model, x, { target: 1, rootPoint });
      await expectShown('Taylor, Gaussian for ring', tf.sum(taylor, -1));
      const spectral = fftshift(spectralRelevance(model, x, { target: 1 }), [1, 2]);
      await expectShown('Relevance of frequencies', tf.sum(spectral, -1));
    });

    isHere('shows kernels', async () => {
      await show('Kernels');
      const title = await page.getByRole('heading', { name: /^Kernel from channel/ }).textContent();
      const [input = 0, output = 0] = (title?.match(/\d+/g) ?? []).map(Number);
      const { model } = await atHand('shapes', 3, 32, 3);
      const kernel = oneKernel(model, 'conv1', input, output);
      await expectShown('Weights', kernel);
      const spectrum = fft2(tf.reshape(kernel, [1, 3, 3]), { shape: [32, 32] });
      await expectShown('magnitude', fftshift(logMagnitude(spectrum), [1, 2]));
    });

    isHere('shows a convolution', async () => {
      await show('Convolution');
      const { model, x } = await atHand('shapes', 3, 32, 3);
      const plane = channelOf(outputsOf(model, 'conv1', x), place.in);
      await expectShown('Input of the channel', plane);
      const kernel = oneKernel(model, 'conv2', place.in, place.out);
      await expectShown('Output', tf.conv2d(plane, kernel, 1, 'same'));
    });

    isHere('shows a channel of a layer', async () => {
      await show('Layers');
      const { model, x } = await atHand('shapes', 3, 32, 3);
      const output = channelOf(outputsOf(model, 'conv2', x), place.out);
      await expectShown('Output of the channel', output);
      const ranked = page.getByRole('img', { name: /^Relevance through channel \d+$/ }).first();
      const channel = Number(/\d+/.exec((await ranked.getAttribute('aria-label')) ?? '')?.[0]);
      const index = model.layers.findIndex(({ name }) => name === 'conv2');
      const through = lrpPass(model, x).map({ target: 1, through: { [index]: [channel] } });
      await expectShown(`Relevance through channel ${channel}`, tf.sum(through, -1));
    });

    isHere('shows the factors of a derivative', async () => {
      await open('view=derivatives&model=digits&image=3&target=1&row=9&column=17&channel=100');
      const { model, x } = await atHand('digits', 3, 28, 1);
      const { g } = splitModel(model);
      const jacobian = convolutionJacobian(g, { pixels: [[9, 17, 0]] }) as tf.Tensor4D;
      await expectShown('∂g/∂x for the channel', channelOf(jacobian, 100));
      const { headGradient, inputGradient } = chainRule(model, x, { target: 1 });
      await expectShown('∂y/∂g for the channel', channelOf(headGradient as tf.Tensor4D, 100));
      await expectShown('∂y/∂x, all channels', inputGradient);
    });

    isHere('selects kernels', async () => {
      await open('view=selection&model=digits&tolerance=0.4');
      await page.getByRole('button', { name: 'Select kernels' }).click();
      // software that stands in for a graphics card takes a minute
      await page.waitForSelector('.histogram', { timeout: 300_000 });
      const shown = await page.$$eval('.histogram button', (all) =>
        all.map((one) => Number(/: (\d+) images/.exec((one as HTMLButtonElement).title)?.[1])),
      );
      const each = await Promise.all(
        Array.from({ length: 12 }, (_, i) => atHand('digits', i, 28, 1)),
      );
      const { model } = await atHand('digits', 0, 28, 1);
      const images = tf.concat(each.map(({ x }) => x));
      const { histogram } = await selectKernels(model, images, { tolerance: 0.4 });
      expect(shown).toHaveLength(128);
      // an order of two kernels may turn where they matter the same within rounding
      expect(shown.filter((count, i) => count !== histogram[i]).length).toBeLessThan(4);
    });

    isHere('trains', async () => {
      await open('view=rate&epochs=3&rate=-2&schedule=step');
      await page.getByRole('button', { name: 'Train', exact: true }).click();
      await page.waitForSelector('.verdict', { timeout: 300_000 });
      const button = page.getByRole('button', { name: 'Save the history' });
      const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
      const shown = JSON.parse(readFileSync(await download.path(), 'utf8'));
      registerWasmKernels();
      const losses: number[] = [];
      await train({} as Study, { rate: 0.01, epochs: 3, schedule: 'step' }, ({ loss }) =>
        losses.push(loss),
      );
      expectNear(shown.loss, losses, 0.02);
    });
  });
});
