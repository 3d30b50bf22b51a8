import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { say } from '../../support/print';
import { examplePrograms, hidden, markdownPrograms } from './code/all';
import type { Course } from './code/checks';
import { hasBrowser, runOnPages } from './code/pages';
import type { Program } from './code/programs';
import { runInNode } from './code/runInNode';

const total = { blocks: 0, examples: 0, values: 0 };
afterAll(() => {
  const { blocks, examples, values } = total;
  say(`${blocks} blocks and ${examples} examples were run, ${values} values compared`);
});

/** Every block ended, and gave what it says. */
function expectRight({ blocks }: Program, { ended, checked, wrong }: Course): void {
  expect(wrong).toEqual([]);
  expect(ended).toEqual(blocks.map((_, i) => i));
  total.values += checked.length;
}

/** A file that says so in a comment is left to npm run test:all. */
const tagsOf = (file: string) =>
  readFileSync(file, 'utf8').includes('<!-- slow -->') ? { tags: ['slow'] } : {};

describe('code of documentation runs, and gives what it says', () => {
  for (const [file, all] of markdownPrograms) {
    const programs = all.filter(({ where }) => where === 'node');
    if (programs.length === 0) continue;
    it(file, tagsOf(file), async () => {
      for (const program of programs) {
        expectRight(program, await runInNode(program));
        total.blocks += program.blocks.length;
      }
    });
  }

  it('is nowhere in blocks that are not run: ts, ts page, sh, html, json and text there are', () => {
    expect(hidden).toEqual([]);
  });

  const examples = examplePrograms.filter(({ where }) => where === 'node');
  it.each(examples.map((program) => [program.name, program] as const))('%s', async (_, program) => {
    expectRight(program, await runInNode(program));
    total.examples += 1;
  });

  const onPages = [...markdownPrograms.flatMap(([, all]) => all), ...examplePrograms].filter(
    ({ where }) => where === 'page',
  );
  const title = hasBrowser ? '' : ' (left out: this machine has no browser)';
  it.skipIf(!hasBrowser || onPages.length === 0)(
    `${onPages.length} programs on pages${title}`,
    async () => {
      const courses = await runOnPages(onPages);
      expect(courses.flatMap(({ wrong }) => wrong)).toEqual([]);
      for (const [i, course] of courses.entries()) {
        const program = onPages[i] as Program;
        expectRight(program, course);
        total.blocks += program.blocks.length;
      }
    },
  );
});
