import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { page, row, table } from '../../examples/shared/page';
import { svg } from '../../examples/shared/picture';
import { hasBrowser } from '../../support/explorerPage';
import { expectReadable } from '../../support/reportChecks';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reports-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const plot = (color?: string) =>
  svg({
    width: 300,
    height: 100,
    data: { values: [1, 3, 2].map((value, i) => ({ i, value })) },
    mark: { type: 'line', ...(color && { color }) },
    encoding: {
      x: { field: 'i', type: 'quantitative' },
      y: { field: 'value', type: 'quantitative' },
    },
  });

function written(body: string): string {
  const file = join(folder, 'page.html');
  writeFileSync(file, page('A page', 'That is read.', [{ title: 'One', lead: 'A lead.', body }]));
  return file;
}

const cells = (count: number) => Array.from({ length: count }, (_, i) => `${i}`);
const wideTable = table(
  ['row', ...cells(9).map((i) => `number ${i} (metres)`)],
  [['one', ...cells(9)]],
);

describe.skipIf(!hasBrowser)('a report', { tags: 'slow' }, () => {
  it('reads well, with a wide table and a plot', async () => {
    await expectReadable(written(row(await plot()) + wideTable));
  });

  it.each<[string, () => string | Promise<string>]>([
    ['a part that widens the page', () => '<div style="width: 1500px">wide</div>'],
    ['a table cut off on a screen', () => table(['row', ...cells(40).map((i) => `title_of_${i} (m)`)], [['one', ...cells(40)]])], // biome-ignore format: one line
    ['faint text', () => '<p style="color: #808080">faint</p>'],
    ['a line that is faint on a dark page', async () => row(await plot('#222222'))],
    ['numbers without a unit', () => table(['row', 'length'], [['one', '3.5']])],
    ['a place on a disk', () => '<p>/home/someone/report.html</p>'],
    ['a part that only scrolls by mouse', () => wideTable.replace('class="scroll wide"', 'class="wide" style="overflow-x: auto; width: 250px"').replace('tabindex="0"', '')], // biome-ignore format: one line
  ])('is refused for %s', async (_, body) => {
    await expect(expectReadable(written(await body()))).rejects.toThrow(/expected/);
  });
});
