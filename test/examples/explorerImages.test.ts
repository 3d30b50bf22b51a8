import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { encode } from 'fast-png';
import { lrp } from 'fourier-xai';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropOn } from '../../support/explorerFiles';
import { atHand, expectNear, modelsAtHand } from '../../support/explorerNumbers';
import {
  type Explorer,
  hasBrowser,
  savedNumbers,
  settled,
  startExplorer,
} from '../../support/explorerPage';

const folder = mkdtempSync(join(tmpdir(), 'explorer-images-'));

/** Images at hand of the model shapes. */
const count = 12;

function grey(name: string, level: number): void {
  const data = new Uint8Array(32 * 32).fill(level);
  writeFileSync(join(folder, name), encode({ width: 32, height: 32, data, channels: 1 }));
}

describe.skipIf(!hasBrowser)('images in the explorer', { tags: 'slow' }, () => {
  let explorer: Explorer;
  let page: Page;
  beforeAll(async () => {
    explorer = await startExplorer(['--use-fake-device-for-media-stream']);
  }, 120_000);
  afterAll(async () => {
    await explorer?.close();
    rmSync(folder, { recursive: true });
  });
  const open = async (query: string) => {
    await page?.close();
    page = await explorer.open(query);
  };
  const film = () => page.locator('.film button');
  const failures = () => page.locator('.failure').allTextContents();

  describe('from the camera', () => {
    const summary = () => page.locator('summary', { hasText: 'Use the camera' });

    it('says that it is not allowed', async () => {
      await open('');
      const session = await page.context().newCDPSession(page);
      await session.send('Browser.setPermission', {
        permission: { name: 'camera' },
        setting: 'denied',
      });
      await summary().click();
      await expect.poll(failures).toEqual([expect.stringMatching(/denied/i)]);
    });

    it('takes a picture, and leaves the camera when it is closed', async () => {
      await open('');
      await page.context().grantPermissions(['camera'], { origin: explorer.origin });
      await summary().click();
      await page.getByRole('button', { name: 'Take the picture' }).click();
      await expect.poll(() => film().count()).toBe(count + 1);
      await settled(page);
      expect(await film().first().getAttribute('aria-pressed')).toBe('true');
      const colours = await page.$eval('.film canvas', (canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const context = (canvas as HTMLCanvasElement).getContext('2d');
        const all = context?.getImageData(0, 0, width, height).data ?? [];
        return new Set(all).size;
      });
      expect(colours).toBeGreaterThan(4);
      expect(await failures()).toEqual([]);
      const stream = await page
        .locator('video')
        .evaluateHandle((video) => (video as HTMLVideoElement).srcObject as MediaStream);
      await summary().click();
      const state = () => stream.evaluate((tracks) => tracks.getTracks()[0]?.readyState);
      await expect.poll(state).toBe('ended');
    });
  });

  describe('pasted', () => {
    it('takes an image', async () => {
      await open('');
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.evaluate(async () => {
        const canvas = document.querySelectorAll<HTMLCanvasElement>('.film canvas')[7];
        const blob = await new Promise<Blob | null>((done) => canvas?.toBlob(done));
        await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob as Blob })]);
      });
      await page.keyboard.press('Control+V');
      await expect.poll(() => film().count()).toBe(count + 1);
      await page.locator('.bars button', { hasText: 'ring' }).click();
      await settled(page);
      const { model, x } = await atHand('shapes', 7, 32, 3);
      const { values } = await savedNumbers(page, 'LRP, ε and z⁺ for ring');
      expectNear(values, await tf.sum(lrp(model, x, { target: 1 }), -1).data(), 1e-3);
    });

    it('takes a spectrum', async () => {
      await open('model=spectra');
      const before = await film().count();
      const lines = readFileSync(`${modelsAtHand}/spectra/spectra.csv`, 'utf8').trim().split('\n');
      await page.evaluate(
        (text) => navigator.clipboard.writeText(text),
        `${lines[0]}\n${lines[3]}`,
      );
      await page.keyboard.press('Control+V');
      await expect.poll(() => film().count()).toBe(before + 1);
      await settled(page);
      expect(await failures()).toEqual([]);
    });
  });

  it('takes the images of a dropped folder, and of the folders in it, but not its notes', async () => {
    const images = join(folder, 'own');
    mkdirSync(join(images, 'more'), { recursive: true });
    grey('own/one.png', 20);
    grey('own/two.png', 120);
    grey('own/more/three.png', 220);
    writeFileSync(join(images, 'labels.csv'), 'one.png,1\ntwo.png,2\n');
    writeFileSync(join(images, '.DS_Store'), 'notes of a system');
    await open('');
    await dropOn(page, [images]);
    await expect.poll(() => film().count()).toBe(count + 3);
    await settled(page);
    expect(await failures()).toEqual([]);
  });

  it('takes those that it can read, and names the others', async () => {
    mkdirSync(join(folder, 'mixed'));
    grey('mixed/good.png', 90);
    writeFileSync(join(folder, 'mixed', 'bad.png'), 'no image');
    writeFileSync(join(folder, 'mixed', 'empty.jpg'), '');
    await open('');
    await dropOn(page, [join(folder, 'mixed')]);
    await expect.poll(() => film().count()).toBe(count + 1);
    await settled(page);
    const [said] = await failures();
    expect(said).toMatch(/“bad.png” is no image that this browser can read/);
    expect(said).toMatch(/“empty.jpg” is no image/);
  });

  it('draws an image', async () => {
    await open('model=digits');
    await page.locator('summary', { hasText: 'Draw an image' }).click();
    const pad = page.getByRole('img', { name: 'A place to draw' });
    const { x, y, width, height } = (await pad.boundingBox()) as NonNullable<
      Awaited<ReturnType<typeof pad.boundingBox>>
    >;
    await page.mouse.move(x + width / 2, y + height / 5);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + (4 * height) / 5, { steps: 5 });
    await page.mouse.up();
    await page.getByRole('button', { name: 'Use the drawing' }).click();
    await expect.poll(() => film().count()).toBe(count + 1);
    await settled(page);
    expect(await page.locator('.bars .class').first().textContent()).toBe('1');
  });
});
