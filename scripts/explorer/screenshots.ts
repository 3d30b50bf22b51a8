// Pictures of every view in light, dark and on a phone: npm run explorer:screenshots [folder] [view…]
// With --docs in the place of a folder: their upper parts, as the READMEs show them, in docs/explorer.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { type Explorer, settled, startExplorer } from '../../support/explorerPage';
import { say } from '../../support/print';

/** What each view is shown with, and what is pressed before it is taken. */
const views: Readonly<Record<string, { readonly query: string; readonly press?: string }>> = {
  relevance: { query: '' },
  kernels: { query: 'view=kernels&model=digits&seed=4' },
  convolution: { query: 'view=convolution&model=digits&image=7&layer=1&out=3' },
  derivatives: { query: 'view=derivatives&model=digits&channel=5' },
  layers: { query: 'view=layers&layer=2&out=7' },
  selection: { query: 'view=selection&model=digits', press: 'Select kernels' },
  rate: { query: 'view=rate&epochs=5', press: 'Train' },
};

interface Look {
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
}

const looks: Readonly<Record<string, Look>> = {
  light: { width: 1280, height: 900, colorScheme: 'light' },
  dark: { width: 1280, height: 900, colorScheme: 'dark' },
  phone: { width: 360, height: 780, colorScheme: 'light' },
};

/** Views that the READMEs show, each in one look. */
const inDocs: readonly (readonly [view: string, look: string])[] = [
  ...(['relevance', 'convolution', 'selection'] as const).map((view) => [view, 'light'] as const),
  ...(['relevance', 'kernels', 'layers', 'rate'] as const).map((view) => [view, 'dark'] as const),
  ...(['relevance', 'derivatives'] as const).map((view) => [view, 'phone'] as const),
];

/** A page with a view as it is shown. */
async function shown(explorer: Explorer, name: string): Promise<Page> {
  const { query, press } = views[name] ?? { query: name };
  const page = await explorer.open(query);
  if (press) await pressed(page, press);
  return page;
}

async function look(page: Page, name: string): Promise<void> {
  const { width, height, colorScheme } = looks[name] as Look;
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.setViewportSize({ width, height });
  await settled(page);
}

async function takeForDocs(explorer: Explorer, folder: string): Promise<void> {
  for (const [view, name] of inDocs) {
    const page = await shown(explorer, view);
    await look(page, name);
    await page.screenshot({ path: join(folder, `${view}-${name}.png`) });
    await page.close();
    say(`${view}, ${name}`);
  }
}

async function takeView(explorer: Explorer, name: string, folder: string): Promise<void> {
  const page = await shown(explorer, name);
  for (const each of Object.keys(looks)) {
    await look(page, each);
    await page.screenshot({ path: join(folder, `${name}-${each}.png`), fullPage: true });
  }
  await page.close();
  say(name);
}

/** Presses a button and waits until it can be pressed again. */
async function pressed(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true });
  await button.click();
  await page.waitForTimeout(300);
  await page.waitForFunction(() => !document.querySelector('#view button.main:disabled'), null, {
    timeout: 120_000,
  });
}

const [first = join('examples', 'explorer', '.cache'), ...chosen] = process.argv.slice(2);
const isForDocs = first === '--docs';
const folder = isForDocs ? join('docs', 'explorer') : first;
mkdirSync(folder, { recursive: true });
const explorer = await startExplorer();
try {
  if (isForDocs) await takeForDocs(explorer, folder);
  else {
    for (const name of chosen.length > 0 ? chosen : Object.keys(views)) {
      await takeView(explorer, name, folder);
    }
  }
} finally {
  await explorer.close();
}
