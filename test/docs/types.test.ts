import type ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { complaints, consumerOptions, programOf } from '../../support/publicTypes';
import { examplePrograms, markdownPrograms } from './code/all';

const programs = [...markdownPrograms.flatMap(([, some]) => some), ...examplePrograms];
const fileOf = (i: number) => `test/docs/program${i}.ts`;
// a module, also where nothing is imported
const texts = Object.fromEntries(programs.map(({ text }, i) => [fileOf(i), `${text}export {};`]));

describe.each([
  ['strict', consumerOptions],
  [
    'as strict as can be',
    { ...consumerOptions, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  ],
] satisfies [string, ts.CompilerOptions][])('%s', (_, options) => {
  const program = programOf(texts, options);

  it.each(programs.map(({ name }, i) => [name, i] as const))('%s compiles', (_name, i) => {
    expect(complaints(program, fileOf(i))).toEqual([]);
  });

  it('finds what is wrong', () => {
    const wrong = programOf({
      'test/docs/wrong.ts': "import { lrp } from 'fourier-xai';\nlrp(1);\n",
    });
    expect(complaints(wrong, 'test/docs/wrong.ts')).toHaveLength(1);
  });
});

describe('the walk', () => {
  it('meets the blocks of the README and the examples of docstrings', () => {
    const ofReadme = markdownPrograms.find(([file]) => file === 'README.md')?.[1] ?? [];
    expect(ofReadme.flatMap(({ blocks }) => blocks).length).toBeGreaterThan(1);
    expect(examplePrograms.length).toBeGreaterThan(100);
    expect(examplePrograms.every(({ blocks }) => blocks[0]?.text.trim())).toBe(true);
  });
});
