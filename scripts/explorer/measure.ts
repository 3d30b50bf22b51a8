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

/** Times that what is left is told while it is clicked about. */
const LOOKS = 10;

/** Clicks whatever there is, and tells again and again what is left when the page stands as it did at first. */
async function clickAbout(explorer: Explorer, seconds: number): Promise<void> {
  const page = await explorer.open('model=digits');
  const session = await page.context().newCDPSession(page);
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  const look = async (when: string) => {
    await page.getByRole('link', { name: 'Relevance' }).click();
    await page.locator('.film button').first().click();
    await settled(page);
    await page.waitForTimeout(1000);
    await settled(page);
    await session.send('HeapProfiler.collectGarbage');
    const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
    const tensors = await page.evaluate('explorer.tensors()');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const heap = `${(usedSize / 2 ** 20).toFixed(1)} MB`;
    say(`${when}: ${tensors} tensors, ${nodes} nodes, ${jsEventListeners} listeners, heap ${heap}`);
  };
  let clicks = 0;
  for (let part = 0; part <= LOOKS; part++) {
    const until = Date.now() + (1000 * seconds) / LOOKS;
    for (; part > 0 && Date.now() < until; clicks++) await clickAnything(page);
    await look(`after ${clicks} clicks`);
  }
  say(`errors: ${errors.join('; ') || 'none'}`);
  await page.close();
}

/** One of all tabs, buttons, images, classes and sliders, but for what saves a file or opens another model. */
async function clickAnything(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    const all = [...document.querySelectorAll('.tabs a, #view button:not(:disabled), #view summary, #view select, .film button, .bars button, #view input[type=range]')]
      .filter((one) => !/^(PNG|NPY|Open MNIST)/.test(one.textContent));
    const one = all[Math.floor(Math.random() * all.length)];
    if (one.matches('input')) {
      one.value = String(Number(one.min) + Math.random() * (one.max - one.min));
      one.dispatchEvent(new Event('input', { bubbles: true }));
    } else if (one.matches('select')) {
      one.selectedIndex = Math.floor(Math.random() * one.options.length);
      one.dispatchEvent(new Event('change', { bubbles: true }));
    } else one.click();
  })()`);
  await page.waitForTimeout(120);
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
  await page.close();
  if (seconds > 0) await clickAbout(explorer, seconds);
} finally {
  await explorer.close();
}
