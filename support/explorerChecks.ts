import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright';
import { expect } from 'vitest';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Summary {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** No rule of WCAG 2.2 AA is broken, and a phone shows it without sideways scrolling. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe);
  const { violations } = (await page.evaluate(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })`,
  )) as Summary;
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  await page.setViewportSize({ width: 360, height: 780 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
}

/** As many tensors are there after rounds of the same acts as after the first. */
export async function expectNoLeak(page: Page, round: () => Promise<void>): Promise<void> {
  const tensors = () => page.evaluate('explorer.tensors()') as Promise<number>;
  await round();
  const before = await tensors();
  for (let i = 0; i < 3; i++) await round();
  expect(await tensors()).toBe(before);
}
