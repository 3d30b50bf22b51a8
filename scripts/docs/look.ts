import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright';
import { findBrowser } from '../../support/browser';

const widths = [1280, 360] as const;

/** What goes wrong where these files are opened in Chromium; undefined where there is none. */
export async function faultsInChromium(paths: readonly string[]): Promise<string[] | undefined> {
  const { executablePath, launchArgs } = await findBrowser();
  if (executablePath === undefined) return undefined;
  const browser = await chromium.launch({ executablePath, args: launchArgs });
  try {
    const faults: string[] = [];
    for (const path of paths) faults.push(...(await faultsOfPage(browser, path)));
    return faults;
  } finally {
    await browser.close();
  }
}

async function faultsOfPage(browser: Browser, path: string): Promise<string[]> {
  const faults: string[] = [];
  const page = await browser.newPage();
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) faults.push(`asks for ${request.url()}`);
  });
  page.on('requestfailed', (request) => faults.push(`lacks ${request.url()}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`says ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`throws ${error.message}`));
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(pathToFileURL(path).href, { waitUntil: 'load' });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) faults.push(`is ${over} px wider than a screen of ${width}`);
  }
  await page.close();
  return [...new Set(faults)].map((fault) => `${path} ${fault}`);
}
