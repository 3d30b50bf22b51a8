// How fast the explorer is on wasm in this machine's Chromium: npm run explorer:measure [seconds of random clicks]
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { type Explorer, settled, startExplorer } from '../../support/explorerPage';
import { say } from '../../support/print';

const mobilenet = join('..', 'shared', 'data', 'models', 'mobilenet-v1-025');
const times = 12;

/** The page writes down what it measures of itself. */
const watching = `
  globalThis.measured = { measure: {}, longtask: [] };
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) (measured.measure[name] ??= []).push(duration);
  }).observe({ type: 'measure' });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) measured.longtask.push([startTime, duration]);
  }).observe({ type: 'longtask' });
`;

const taken = (page: Page, name: string) =>
  page.evaluate(`measured.measure[${JSON.stringify(name)}] ?? []`) as Promise<number[]>;
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 3000; i++) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error('it takes longer than 30 s');
}

const clear = (page: Page) => page.evaluate('measured.measure = {}');

/** The least, which is the machine's own, and the median, which is what its load makes of it. */
function tell(what: string, values: readonly number[], limit: number): void {
  const sorted = [...values].sort((a, b) => a - b);
  const [least = Number.NaN, median = Number.NaN] = [sorted[0], sorted[sorted.length >> 1]];
  const [a, b] = [least, median].map((ms) => `${ms.toFixed(0)} ms`);
  say(`${what.padEnd(48)} least ${a?.padStart(8)}  median ${b?.padStart(8)}  wanted < ${limit} ms`);
}

/** From the page's load event on. */
async function firstPicture(explorer: Explorer, query: string): Promise<number> {
  const page = await explorer.open(query, watching, '.map .picture:not(.waiting)');
  const took = await page.evaluate(
    `performance.now() - performance.getEntriesByType('navigation')[0].loadEventEnd`,
  );
  await page.close();
  return took as number;
}

/** Moves a slider to and fro, and gives how long the answers of that name took. */
async function moved(page: Page, label: string, name: string, values: readonly string[]) {
  await settled(page);
  await clear(page);
  for (let i = 0; i < times; i++) {
    await page.getByLabel(label).fill(values[i % values.length] as string);
    await until(async () => (await taken(page, name)).length > i);
    await page.waitForTimeout(60);
  }
  return taken(page, name);
}

async function longTasks(page: Page): Promise<void> {
  const tasks = (await page.evaluate('measured.longtask')) as [at: number, took: number][];
  const shown = tasks.map(([at, took]) => `${took.toFixed(0)} ms at ${(at / 1000).toFixed(1)} s`);
  say(`tasks of the page over 50 ms: ${shown.join(', ') || 'none'}`);
}

async function openMobileNet(page: Page): Promise<void> {
  const files = readdirSync(mobilenet).map((name) => join(mobilenet, name));
  await page.locator('.head input[type=file]').setInputFiles(files);
  await until(async () => (await page.locator('.bars li').count()) > 7);
  await settled(page);
}

/** Clicks whatever there is, and tells heap and tensors at the beginning and at the end. */
async function clickAbout(page: Page, seconds: number): Promise<void> {
  const state = async () => {
    const tensors = await page.evaluate('explorer.tensors()');
    const heap = (await page.evaluate('performance.memory.usedJSHeapSize')) as number;
    return `${tensors} tensors, heap of the page ${(heap / 2 ** 20).toFixed(0)} MB`;
  };
  const until = Date.now() + 1000 * seconds;
  say(`before ${seconds} s of clicks: ${await state()}`);
  while (Date.now() < until) {
    await page.evaluate(`(() => {
      const all = [...document.querySelectorAll('.tabs a, #view button:not(:disabled), .film button, .bars button, #view input[type=range]')];
      const one = all[Math.floor(Math.random() * all.length)];
      if (one.matches('input')) {
        one.value = String(Number(one.min) + Math.random() * (one.max - one.min));
        one.dispatchEvent(new Event('input', { bubbles: true }));
      } else if (!/^(PNG|NPY)$/.test(one.textContent)) one.click();
    })()`);
    await page.waitForTimeout(120);
  }
  await page.getByRole('link', { name: 'Relevance' }).click();
  await settled(page);
  say(`after: ${await state()}`);
}

const seconds = Number(process.argv[2] ?? 0);
const explorer = await startExplorer();
try {
  const firsts: number[] = [];
  for (let i = 0; i < 5; i++) firsts.push(await firstPicture(explorer, 'model=digits'));
  tell('first picture of MNIST 1 or 7, after load', firsts, 2000);
  const page = await explorer.open(
    'model=digits&left=taylorGaussian&right=gradientTimesInput',
    watching,
  );
  tell(
    'Taylor map of MNIST 1 or 7',
    await moved(page, 'Sigma, in pixels', 'relevance', ['1', '1.5', '2.5']),
    50,
  );
  tell('gamma', await moved(page, 'Gamma (contrast)', 'recolour', ['0.4', '0.6', '0.8']), 16);
  if (existsSync(mobilenet)) {
    await openMobileNet(page);
    const left = page.getByLabel('Left map');
    await clear(page);
    for (const name of [
      'lrpEpsilonGammaBox',
      'lrpEpsilonPlus',
      'lrpEpsilonPlus',
      'lrpEpsilonGammaBox',
    ]) {
      await left.selectOption(name);
      await page.waitForTimeout(400);
      await settled(page);
    }
    tell('LRP of MobileNet at 224 x 224', await taken(page, 'relevance'), 400);
  }
  await longTasks(page);
  if (seconds > 0) await clickAbout(page, seconds);
} finally {
  await explorer.close();
}
