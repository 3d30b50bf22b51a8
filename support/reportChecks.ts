import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright';
import { expect } from 'vitest';
import { findBrowser } from './browser';
import { contrast } from './contrast';
import { expectAccessible } from './explorerChecks';
import {
  figuresWithoutUnit,
  outOfTheirPlace,
  type Painted,
  paintedMarks,
  paintedTexts,
} from './reportFaults';

/**
 * A report reads well: nothing is cut off on a screen, a phone shows it without sideways scrolling, in light and in dark
 * colours, columns of numbers have units, and nothing says where it was made. Without a browser, only what needs none.
 */
export async function expectReadable(file: string): Promise<void> {
  expectNoPaths(readFileSync(file, 'utf8'));
  const { executablePath, launchArgs } = await findBrowser();
  if (!executablePath) return;
  const browser = await chromium.launch({ executablePath, args: launchArgs });
  try {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ colorScheme });
      await page.goto(pathToFileURL(resolve(file)).href);
      expect(await weakContrasts(page), colorScheme).toEqual([]);
      for (const width of [1366, 1280]) await expectNothingCut(page, width);
      expect(await page.evaluate(figuresWithoutUnit)).toEqual([]);
      // its rules, but for contrast, see no colours; it ends at the width of a phone
      if (colorScheme === 'light') await expectAccessible(page);
      else await page.setViewportSize({ width: 360, height: 780 });
      await expectScrollers(page);
      await page.close();
    }
  } finally {
    await browser.close();
  }
}

/** Texts below 4.5 : 1 against the page, and marks of plots below 3 : 1. */
async function weakContrasts(page: Page): Promise<string[]> {
  const [[, paper], ...texts] = (await page.evaluate(paintedTexts)) as [Painted, ...Painted[]];
  const marks = await page.evaluate(paintedMarks);
  const weak = (painted: readonly Painted[], least: number) =>
    painted.flatMap(([what, color]) => {
      const value = contrast(rgbOf(color), rgbOf(paper));
      return value < least ? `${what}: ${color}, ${value.toFixed(2)}` : [];
    });
  return [...new Set([...weak(texts, 4.5), ...weak(marks, 3)])];
}

const rgbOf = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);

/** Paths from the root of a disk. The bytes of pictures may spell any word. */
export function expectNoPaths(html: string): void {
  const text = html.replace(/base64,[^"]+/g, '');
  expect(text).not.toContain(process.cwd());
  expect(text.match(/(?<![\w.:/])\/(home|root|tmp|usr|var|Users)\/[\w./-]+/g)).toBeNull();
  expect(text.match(/\b[A-Z]:\\\w/g)).toBeNull();
}

/** On a screen nothing needs to scroll sideways, and no text lies beyond its picture. */
async function expectNothingCut(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 800 });
  expect(await page.evaluate(outOfTheirPlace), `at ${width} pixels`).toEqual([]);
}

/** What is wider than the page can be reached by the Tab key and scrolled by the arrows; the rest is passed by. */
async function expectScrollers(page: Page): Promise<void> {
  const wide = '.scroll[tabindex="0"]';
  // the page looks at its boxes again after it was resized, when it has time
  const faults = () =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('.scroll')]
        .filter((box) => box.scrollWidth > box.clientWidth !== (box.tabIndex === 0))
        .map((box) => `${box.scrollWidth} in ${box.clientWidth}: ${box.textContent.slice(0, 40)}`),
    );
  await expect.poll(faults).toEqual([]);
  const first = page.locator(wide).first();
  if ((await first.count()) === 0) return;
  await first.focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction((of) => (document.querySelector(of)?.scrollLeft ?? 0) > 0, wide);
}
