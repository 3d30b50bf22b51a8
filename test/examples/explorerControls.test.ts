import * as tf from '@tensorflow/tfjs-core';
import {
  gaussianRoot,
  lrp,
  nearestRoot,
  type RootPoint,
  sharpenRoot,
  taylorDecomposition,
} from 'fourier-xai';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { atHand, expectNear } from '../../support/explorerNumbers';
import {
  type Explorer,
  hasBrowser,
  savedNumbers,
  settled,
  startExplorer,
} from '../../support/explorerPage';

/** The controls of the document's four apps. */
describe.skipIf(!hasBrowser)('the controls of the explorer', { tags: 'slow' }, () => {
  let explorer: Explorer;
  let page: Page;
  beforeAll(async () => {
    explorer = await startExplorer();
  }, 120_000);
  afterAll(() => explorer?.close());
  const open = async (query: string) => {
    await page?.close();
    page = await explorer.open(query);
  };
  const press = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).click();
    await settled(page);
  };
  const slide = async (name: string, value: number) => {
    await page.getByRole('slider', { name, exact: true }).fill(String(value));
    await settled(page);
  };
  const choose = async (name: string, value: string) => {
    await page.getByLabel(name, { exact: true }).selectOption(value);
    await settled(page);
  };
  const numbers = async (title: string) => [...(await savedNumbers(page, title)).values];
  /** A figure comes to show these numbers; an older answer may be seen before. */
  const expectNumbers = (title: string, expected: ArrayLike<number>, share = 1e-3) =>
    vi.waitFor(async () => expectNear(await numbers(title), expected, share), {
      timeout: 15_000,
      interval: 100,
    });
  /** What the address says of a setting. */
  const said = (name: string) => new URL(page.url()).searchParams.get(name);

  describe('in the address', () => {
    type Set = () => Promise<void>;
    const cases: readonly (readonly [view: string, set: Set, title: string | undefined])[] = [
      [
        'relevance',
        async () => {
          await slide('Image', 6);
          await choose('Left map', 'taylorSharpen');
          await slide('Sigma, in pixels', 3);
          await slide('Gamma (contrast)', 0.5);
          await page.getByLabel('Numeric results').uncheck();
        },
        'Taylor, sharpness for disc',
      ],
      [
        'kernels',
        async () => {
          await press('New kernels');
          await choose('Of spectra', 'real');
          await choose('Sorted', 'norm');
          await page.locator('.tile').nth(11).click();
        },
        'Weights',
      ],
      [
        'convolution',
        async () => {
          await slide('Layer', 1);
          await slide('Input channel', 3);
          await slide('Kernel', 4);
          await slide('Highest frequency that passes', 0.3);
        },
        'Output',
      ],
      [
        'derivatives',
        async () => {
          await slide('Row', 3);
          await slide('Column', 20);
          await slide('Channel of g', 5);
        },
        '∂y/∂g for the channel',
      ],
      [
        'layers',
        async () => {
          await press('Dense');
          await slide('Layer', 2);
          await slide('Kernel', 7);
          await page.getByLabel('Switch the channel off').check();
        },
        'Output of the channel',
      ],
      ['selection', () => slide('Tolerance, of the mean |logit|', 0.6), undefined],
      [
        'rate',
        async () => {
          await slide('Learning rate', -1);
          await slide('Epochs', 5);
          await choose('Schedule', 'cosine');
        },
        undefined,
      ],
    ];
    const settings = () =>
      page.$$eval('#view input[type=range], #view input[type=checkbox], #view select', (all) =>
        all.map((each) => {
          const { checked, value } = each as HTMLInputElement;
          return checked || value;
        }),
      );

    it.each(cases)('restores what is set by hand: %s', async (view, set, title) => {
      await open(`view=${view}`);
      await set();
      await settled(page);
      const before = await settings();
      const shown = title && (await numbers(title));
      await open(new URL(page.url()).search.slice(1));
      expect(await settings()).toEqual(before);
      if (title && shown) await expectNumbers(title, shown, 1e-5);
    });
  });

  describe('of the kernels', () => {
    const names = () =>
      page
        .getByRole('img', { name: /^Kernel from channel/ })
        .evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')));
    const spectrum = () =>
      page
        .getByRole('img', { name: /^Spectrum of the kernel/ })
        .first()
        .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

    it('draws new kernels', async () => {
      await open('view=kernels');
      const before = await names();
      await press('New kernels');
      await expect.poll(names).not.toEqual(before);
      expect(await names()).toHaveLength(before.length);
      expect(said('seed')).toBe('2');
    });

    it('shows another part of the spectra, of the same kernels', async () => {
      const [before, picture, weights] = [
        await names(),
        await spectrum(),
        await numbers('Weights'),
      ];
      await choose('Of spectra', 'phase');
      await expect.poll(spectrum).not.toBe(picture);
      expect(await names()).toEqual(before);
      expect(await numbers('Weights')).toEqual(weights);
      const phases = await numbers('phase');
      expect(Math.min(...phases)).toBeLessThan(-1);
      expect(Math.max(...phases.map(Math.abs))).toBeLessThan(Math.PI + 1e-4);
    });

    it('switches to the kernels of another model', async () => {
      await choose('Model', 'digits');
      await expect
        .poll(() => page.getByRole('heading', { name: 'All layers fused into one' }).count())
        .toBe(1);
      await settled(page);
      const { model } = await atHand('digits', 0, 28, 1);
      const title = await page.getByRole('heading', { name: /^Kernel from channel/ }).textContent();
      const [input = 0, output = 0] = (title?.match(/\d+/g) ?? []).map(Number);
      const kernels = model.getLayer('conv1').getWeights()[0] as tf.Tensor4D;
      const kernel = tf.slice(kernels, [0, 0, input, output], [-1, -1, 1, 1]);
      await expectNumbers('Weights', await kernel.data());
    });
  });

  describe('of the convolution', () => {
    const place = () => [said('layer') ?? '0', said('in') ?? '0', said('out') ?? '0'];

    it('takes another image as input, and the same kernel', async () => {
      await open('view=convolution&model=digits&layer=1&in=7&out=40');
      const [before, kernel] = [await numbers('Input of the channel'), await numbers('Kernel')];
      // one of twelve images may be drawn again
      await expect
        .poll(async () => {
          await press('Input');
          return numbers('Input of the channel');
        })
        .not.toEqual(before);
      expect(place()).toEqual(['1', '7', '40']);
      expect(await numbers('Kernel')).toEqual(kernel);
    });

    it.each([1, 2, 3])('draws a kernel of layer %d, on the same image', async (layer) => {
      const image = said('image');
      await press(`Layer ${layer}`);
      await expect.poll(() => said('layer') ?? '0').toBe(String(layer - 1));
      const before = place();
      await expect
        .poll(async () => {
          await press(`Layer ${layer}`);
          return place();
        })
        .not.toEqual(before);
      expect(place()[0]).toBe(String(layer - 1));
      expect(said('image')).toBe(image);
      const { model } = await atHand('digits', 0, 28, 1);
      const kernels = model.getLayer(`conv${layer}`).getWeights()[0] as tf.Tensor4D;
      const [, input = 0, output = 0] = place().map(Number);
      const kernel = tf.slice(kernels, [0, 0, input, output], [-1, -1, 1, 1]);
      await expectNumbers('Kernel', await kernel.data());
    });
  });

  describe('of the relevance', () => {
    const lrpTitle = 'LRP, ε and z⁺ for ring';
    const taylor = async (rootPoint: RootPoint, output?: 'probabilities') => {
      const { model, x } = await atHand('shapes', 1, 32, 3);
      const options = { target: 1, rootPoint, ...(output && { output }) };
      return tf.sum(taylorDecomposition(model, x, options), -1).data();
    };
    const filters = [
      ['taylorGaussian', 'Taylor, Gaussian', gaussianRoot(2)],
      ['taylorSharpen', 'Taylor, sharpness', sharpenRoot(2)],
      ['taylorNearest', 'Taylor, nearest', nearestRoot(2)],
    ] as const;

    it.each(filters)('filters by %s, on the chosen side alone', async (method, name, root) => {
      await open('image=1&target=1&right=lrpEpsilonPlus');
      const right = await numbers(lrpTitle);
      await choose('Left map', method);
      await expectNumbers(`${name} for ring`, await taylor(root));
      expect(await numbers(lrpTitle)).toEqual(right);
    });

    it('follows sigma where a method has one', async () => {
      await open('image=1&target=1&right=taylorGaussian');
      const left = await numbers(lrpTitle);
      await slide('Sigma, in pixels', 1);
      const title = 'Taylor, Gaussian for ring';
      await expectNumbers(title, await taylor(gaussianRoot(1)));
      expect(await numbers(lrpTitle)).toEqual(left);
    });

    it('explains what the softmax gives', async () => {
      const left = await numbers(lrpTitle);
      await page.getByLabel('Through the softmax').check();
      const expected = await taylor(gaussianRoot(1), 'probabilities');
      await expectNumbers('Taylor, Gaussian for ring', expected);
      // LRP begins at the logits, always
      expect(await numbers(lrpTitle)).toEqual(left);
    });

    it('recolours by gamma, and keeps the numbers', async () => {
      const colours = () =>
        page
          .getByRole('img', { name: lrpTitle })
          .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
      const [picture, left] = [await colours(), await numbers(lrpTitle)];
      await slide('Gamma (contrast)', 0.5);
      await expect.poll(colours).not.toBe(picture);
      expect(await numbers(lrpTitle)).toEqual(left);
    });

    it('hides and shows the numeric results', async () => {
      const receipts = () => page.getByRole('heading', { name: /^Receipt/ }).count();
      await expect.poll(receipts).toBe(2);
      await page.getByLabel('Numeric results').uncheck();
      await expect.poll(receipts).toBe(0);
      await page.getByLabel('Numeric results').check();
      await expect.poll(receipts).toBe(2);
    });

    it('chooses an image, and keeps the class', async () => {
      await slide('Image', 4);
      const film = page.getByRole('list', { name: 'Images' }).getByRole('button');
      await expect.poll(() => film.nth(4).getAttribute('aria-pressed')).toBe('true');
      await settled(page);
      const { model, x } = await atHand('shapes', 4, 32, 3);
      const expected = await tf.sum(lrp(model, x, { target: 1 }), -1).data();
      await expectNumbers(lrpTitle, expected);
    });

    it('explains another class, and what is predicted again', async () => {
      const bars = page.getByRole('button', { name: /^stripes/ });
      await bars.first().click();
      await settled(page);
      const { model, x } = await atHand('shapes', 4, 32, 3);
      const expected = await tf.sum(lrp(model, x, { target: 5 }), -1).data();
      await expectNumbers('LRP, ε and z⁺ for stripes', expected);
      await press('Explain the predicted class');
      await expect.poll(() => said('target')).toBe(null);
      await expect
        .poll(() => page.getByRole('img', { name: 'LRP, ε and z⁺ for cross' }).count())
        .toBe(1);
    });
  });

  describe('of the layers', () => {
    const kinds = () =>
      page
        .getByRole('row')
        .evaluateAll((rows) => rows.slice(1).map((row) => row.children[1]?.textContent));

    it('lists the layers, some of them, or none', async () => {
      await open('view=layers');
      const { model } = await atHand('shapes', 0, 32, 3);
      const all = model.layers.map((layer) => layer.getClassName());
      await press('Summary');
      await expect.poll(kinds).toEqual(all);
      await press('Conv');
      await expect.poll(kinds).toEqual(all.filter((kind) => kind === 'Conv2D'));
      await press('Dense');
      await expect.poll(kinds).toEqual(['Dense']);
      await press('Others');
      await expect.poll(kinds).toEqual(all.filter((kind) => !/^(Conv2D|Dense)$/.test(kind)));
      await press('Clear');
      await expect.poll(kinds).toEqual([]);
    });

    it('follows the sliders of layer, kernel and image, each alone', async () => {
      await open('view=layers&layer=0&out=3&image=2');
      const kernel = await numbers('Kernel');
      await slide('Image', 5);
      await expect.poll(() => said('image')).toBe('5');
      expect([said('layer'), said('out')]).toEqual([null, '3']);
      expect(await numbers('Kernel')).toEqual(kernel);
      await slide('Kernel', 8);
      await expect.poll(() => said('out')).toBe('8');
      const { model } = await atHand('shapes', 5, 32, 3);
      const own = (layer: string) => {
        const kernels = model.getLayer(layer).getWeights()[0] as tf.Tensor4D;
        return tf.slice(kernels, [0, 0, 0, 8], [-1, -1, 1, 1]).data();
      };
      await expectNumbers('Kernel', await own('conv1'));
      await slide('Layer', 2);
      await expect.poll(() => said('layer')).toBe('2');
      await expectNumbers('Kernel', await own('conv3'));
      expect([said('image'), said('out')]).toEqual(['5', '8']);
    });
  });
});
