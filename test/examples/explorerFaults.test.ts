import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { encode } from 'fast-png';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Explorer,
  hasBackend,
  hasBrowser,
  settled,
  startExplorer,
} from '../../support/explorerPage';

const folder = mkdtempSync(join(tmpdir(), 'explorer-faults-'));

/** A model as files in the folder, with what is done to its weights. */
async function modelFiles(
  name: string,
  model: tfl.LayersModel,
  change: (weights: Uint8Array) => Uint8Array = (weights) => weights,
): Promise<string[]> {
  const files = [join(folder, `${name}.json`), join(folder, `${name}.bin`)] as const;
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs = [], weightData }) => {
      const manifest = [{ paths: [`${name}.bin`], weights: weightSpecs }];
      const json = { format: 'layers-model', modelTopology, weightsManifest: manifest };
      writeFileSync(files[0], JSON.stringify(json));
      writeFileSync(files[1], change(new Uint8Array(weightData as ArrayBuffer)));
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  model.dispose();
  return [...files];
}

const small = (units: number, hidden: number[] = []) =>
  tfl.sequential({
    layers: [
      tfl.layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [32, 32, 3] }),
      tfl.layers.flatten(),
      ...hidden.map((size) => tfl.layers.dense({ units: size, kernelInitializer: 'zeros' })),
      tfl.layers.dense({ units, activation: 'softmax', kernelInitializer: 'zeros' }),
    ],
  });

describe.skipIf(!hasBrowser)('faults in the explorer', { tags: 'slow' }, () => {
  let explorer: Explorer;
  let page: Page;
  beforeAll(async () => {
    explorer = await startExplorer();
    page = await explorer.open('');
  }, 120_000);
  afterAll(async () => {
    await explorer?.close();
    rmSync(folder, { recursive: true });
  });
  const failure = () => page.locator('.failure').first();
  const open = (files: string[]) => page.locator('.head input[type=file]').setInputFiles(files);
  const openImage = (file: string) => page.locator('.input input[type=file]').setInputFiles(file);
  /** The page still answers; what is opened at that moment shows its own image first. */
  const goesOn = async (image: number) => {
    const button = page.locator('.film button').nth(image);
    await expect
      .poll(
        async () => {
          await button.click();
          await settled(page);
          return button.getAttribute('aria-pressed');
        },
        { timeout: 30_000 },
      )
      .toBe('true');
  };

  it('says that weights are too few, and keeps the model that is open', async () => {
    const files = await modelFiles('cut', small(3), (weights) => weights.slice(0, -40));
    await open(files);
    await expect.poll(() => failure().textContent()).toContain('bytes');
    await goesOn(3);
  });

  it('opens an image of 12000 x 12000 pixels', async () => {
    const side = 12_000;
    const data = new Uint8Array(side * side).fill(200);
    const file = join(folder, 'huge.png');
    writeFileSync(
      file,
      encode({ width: side, height: side, data, channels: 1 }, { zlib: { level: 1 } }),
    );
    const before = await page.locator('.film button').count();
    await openImage(file);
    await expect
      .poll(() => page.locator('.film button').count(), { timeout: 60_000 })
      .toBe(before + 1);
    await goesOn(1);
  });

  it('keeps an image whose file has changed since', async () => {
    const file = join(folder, 'fleeting.png');
    const image = { width: 32, height: 32, data: new Uint8Array(1024).fill(90), channels: 1 };
    writeFileSync(file, encode(image as Parameters<typeof encode>[0]));
    const own = () => page.locator('.film button').count();
    const before = await own();
    await openImage(file);
    await expect.poll(own).toBe(before + 1);
    writeFileSync(file, 'no picture any more');
    // it has as many images of its own
    await page.getByLabel('Model', { exact: true }).selectOption('digits');
    await expect.poll(() => page.locator('.bars li').count()).toBe(2);
    expect(await own()).toBe(before + 1);
    await page.getByLabel('Model', { exact: true }).selectOption('shapes');
    await settled(page);
  });

  it('says that a model gives NaN, and goes on', async () => {
    const files = await modelFiles('nan', small(3), (weights) => {
      new Float32Array(weights.buffer).fill(Number.NaN);
      return weights;
    });
    await open(files);
    await expect.poll(() => failure().textContent()).toContain('NaN');
    await page.getByLabel('Model', { exact: true }).selectOption('shapes');
    await settled(page);
    expect(await page.locator('.failure').count()).toBe(0);
  });

  it('begins anew where the worker has crashed, with what was open', async () => {
    await page.getByLabel('Model', { exact: true }).selectOption('digits');
    await settled(page);
    await goesOn(2);
    const [worker] = page.workers();
    await worker?.evaluate(() => {
      setTimeout(() => {
        throw new Error('made to crash');
      });
    });
    await expect
      .poll(() => failure().textContent(), { timeout: 20_000 })
      .toContain('made to crash');
    await settled(page);
    expect(await page.locator('.bars li').count()).toBe(2);
    await goesOn(8);
  });

  it.skipIf(!hasBackend('webgl'))(
    'goes on with wasm where the WebGL context is lost',
    { timeout: 180_000 },
    async () => {
      await page.close();
      page = await explorer.open('model=digits&view=rate');
      const [worker] = page.workers();
      await worker?.evaluate(() => {
        const { prototype } = OffscreenCanvas;
        const { getContext } = prototype;
        const contexts: unknown[] = [];
        Object.assign(globalThis, { contexts });
        prototype.getContext = function (this: OffscreenCanvas, ...args: unknown[]) {
          const context = getContext.apply(this, args as Parameters<typeof getContext>);
          contexts.push(context);
          return context;
        } as typeof getContext;
      });
      const chosen = page.getByLabel('Computed on');
      await chosen.selectOption('webgl');
      await expect.poll(() => page.locator('.step').count(), { timeout: 90_000 }).toBe(0);
      await expect.poll(() => chosen.inputValue(), { timeout: 90_000 }).toBe('webgl');
      await worker?.evaluate(() => {
        const { contexts } = globalThis as unknown as { contexts: WebGL2RenderingContext[] };
        for (const context of contexts)
          context?.getExtension?.('WEBGL_lose_context')?.loseContext();
      });
      await expect.poll(() => chosen.inputValue(), { timeout: 60_000 }).toBe('wasm');
      await settled(page);
      // of a question that was under way, or of the backend itself
      await expect
        .poll(() => failure().textContent())
        .toMatch(/the WebGL context was lost|webgl has failed/);
    },
  );

  it('opens a model of 200 MB', async () => {
    const files = await modelFiles('large', small(4, [27_800]));
    await open(files);
    await expect
      .poll(() => page.getByLabel('Model', { exact: true }).inputValue(), { timeout: 120_000 })
      .toBe('');
    await expect.poll(() => page.locator('.bars li').count(), { timeout: 60_000 }).toBe(4);
  });
});
