import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Explorer, hasBrowser, settled, startExplorer } from '../../support/explorerPage';

describe.skipIf(!hasBrowser)('the explorer by keyboard alone', { tags: 'slow' }, () => {
  let explorer: Explorer;
  let page: Page;
  beforeAll(async () => {
    explorer = await startExplorer();
    page = await explorer.open('');
  }, 120_000);
  afterAll(() => explorer?.close());

  /** What a screen reader says of the element that has the focus, roughly. */
  const focused = () =>
    page.evaluate(() => {
      const at = document.activeElement;
      const label = (at as HTMLInputElement | null)?.labels?.[0]?.textContent;
      const inside = at?.querySelector('[aria-label]')?.getAttribute('aria-label');
      return at?.getAttribute('aria-label') ?? label ?? inside ?? at?.textContent ?? '';
    });
  /** Presses Tab until something of this name has the focus, from the beginning of the page. */
  const tabTo = async (name: RegExp, most = 80) => {
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    for (let i = 0; i < most; i++) {
      await page.keyboard.press('Tab');
      if (name.test(await focused())) return;
    }
    throw new Error(`${name} is not reached by ${most} tabs`);
  };
  const said = (name: string) => new URL(page.url()).searchParams.get(name);

  it('skips to the view', async () => {
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the view');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('view');
  });

  it('chooses an image', async () => {
    await tabTo(/^image 5,/);
    await page.keyboard.press('Space');
    await expect.poll(() => said('image')).toBe('4');
  });

  it('explains another class', async () => {
    await settled(page);
    await tabTo(/^stripes/);
    await page.keyboard.press('Enter');
    await expect.poll(() => said('target')).toBe('5');
  });

  it('goes to another view, and moves a slider', async () => {
    await tabTo(/^Layers$/);
    await page.keyboard.press('Enter');
    await settled(page);
    expect(await page.getByRole('heading', { level: 2, name: 'Layers' }).count()).toBe(1);
    await tabTo(/^Kernel$/);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => said('out')).toBe('2');
    expect(await focused()).toBe('Kernel');
  });

  it('chooses a kernel among the tiles', async () => {
    await tabTo(/^Kernels$/);
    await page.keyboard.press('Enter');
    await settled(page);
    const tiles = page.getByRole('img', { name: /^Kernel from channel/ });
    const wanted = (await tiles.nth(3).getAttribute('aria-label')) as string;
    await tabTo(new RegExp(`^${wanted}$`));
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.getByRole('heading', { name: wanted, exact: true }).count())
      .toBe(1);
  });

  it('chooses a pixel', async () => {
    await tabTo(/^Derivatives$/);
    await page.keyboard.press('Enter');
    await settled(page);
    await tabTo(/choose a pixel/);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect.poll(() => [said('row'), said('column')]).toEqual(['15', '17']);
  });
});
