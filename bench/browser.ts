import { build } from 'esbuild';
import { chromium } from 'playwright';
import { findBrowser } from '../support/browser';
import { UserError } from '../support/userError';
import { type GroupName, groups } from './groups/index';
import type { Options } from './options';
import type {} from './page';
import type { Row } from './row';
import type { Progress } from './runContests';

/** Rows on webgl and webgpu, in the Chromium that is installed, and its version. */
export async function runInBrowser(
  { backends, only, quick }: Options,
  { onStart, onRow }: Progress,
): Promise<{ rows: Row[]; version: string }> {
  const found = await findBrowser();
  const missing = backends.find((backend) => !found.backends.includes(backend));
  if (missing) throw new UserError(`there is no ${missing} here: ${found.leftOut.join('; ')}`);
  const { launchArgs: args, executablePath } = found;
  const browser = await chromium.launch({ args, ...(executablePath && { executablePath }) });
  try {
    const page = await browser.newPage();
    // webgpu wants a secure page; this one never leaves the machine
    await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
    await page.goto('https://localhost/');
    await page.exposeFunction('benchStart', onStart);
    await page.exposeFunction('benchRow', onRow);
    await page.addScriptTag({ content: await bundle() });
    const rows: Row[] = [];
    const names = only.filter((name): name is GroupName => name in groups);
    for (const [backend, name] of backends.flatMap((on) =>
      names.map((name) => [on, name] as const),
    )) {
      const given = { name, backend, quick };
      rows.push(
        ...(await page.evaluate(
          (of) => globalThis.benchGroup(of.name, of.backend, of.quick),
          given,
        )),
      );
    }
    return { rows, version: browser.version() };
  } finally {
    await browser.close();
  }
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`${import.meta.dirname}/page.ts`],
    ...{ bundle: true, write: false, format: 'iife', logLevel: 'error' },
  });
  return outputFiles[0]?.text ?? '';
}
