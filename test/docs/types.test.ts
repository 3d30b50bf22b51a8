import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { complaints, consumerOptions, programOf } from '../../support/publicTypes';

interface Code {
  /** Where it stands. */
  readonly name: string;
  readonly text: string;
}

/** The TypeScript of a text in Markdown. */
const blocksOf = (name: string, markdown: string): Code[] =>
  [...markdown.matchAll(/```(?:ts|typescript)\n([\s\S]*?)```/g)].map(([, text = ''], i) => {
    return { name: `${name}, block ${i + 1}`, text };
  });

const filesIn = (folder: string, ending: RegExp): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => ending.test(file))
    .map((file) => join(folder, file).replaceAll('\\', '/'))
    .sort();

const guides = ['README.md', 'CONTRIBUTING.md', ...filesIn('docs', /\.md$/)].flatMap((file) =>
  blocksOf(file, readFileSync(file, 'utf8')),
);

/** What stands behind `@example` in a docstring, up to its end or the next tag. */
const examplesIn = (file: string): Code[] =>
  [...readFileSync(file, 'utf8').matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap(([comment]) => {
    const lines = comment.replace(/^\s*\*\/?\s?/gm, '');
    return [...lines.matchAll(/@example\n([\s\S]*?)(?=\n@|\*\/|$)/g)].map(([, text = ''], i) => {
      return { name: `${file}, example ${i + 1}`, text: text.replace(/```\w*\n?/g, '') };
    });
  });

const examples = filesIn('src', /\.ts$/).flatMap(examplesIn);

/** What examples speak of without making it. */
const given = {
  model: 'tfl.LayersModel',
  x: 'tf.Tensor4D',
  y: 'tf.Tensor',
  targets: 'number[]',
  bar: '{ update(share: number): void }',
  controller: 'AbortController',
};

/** An example as a program: it imports what it names, and is given what it does not make. */
function whole({ text }: Code, names: readonly string[], ofLoad: readonly string[]): string {
  const used = (name: string) => new RegExp(`\\b${name}\\b`).test(text);
  const isMade = (name: string) => new RegExp(`(const|let) (\\{[^}]*)?\\b${name}\\b`).test(text);
  const imported = names.filter((name) => used(name) && !text.includes('import {'));
  const loaded = ofLoad.filter((name) => used(name) && !text.includes('import {'));
  const declared = Object.entries(given).filter(([name]) => used(name) && !isMade(name));
  return [
    "import type * as tfl from '@tensorflow/tfjs-layers';",
    text.includes('import * as tf ') ? '' : "import type * as tf from '@tensorflow/tfjs-core';",
    `import { ${imported.join(', ')} } from 'fourier-xai';`,
    loaded.length > 0 ? `import { ${loaded.join(', ')} } from 'fourier-xai/load';` : '',
    ...declared.map(([name, type]) => `declare const ${name}: ${type};`),
    'export type { tf, tfl };',
    text,
  ].join('\n');
}

const library = await import('../../src/index');
const load = await import('../../src/load/index');
const texts: Record<string, string> = {};
for (const [i, { text }] of guides.entries()) texts[`test/docs/guide${i}.ts`] = text;
for (const [i, example] of examples.entries()) {
  texts[`test/docs/example${i}.ts`] = whole(example, Object.keys(library), Object.keys(load));
}

describe.each([
  ['strict', consumerOptions],
  [
    'as strict as can be',
    { ...consumerOptions, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  ],
] satisfies [string, ts.CompilerOptions][])('%s', (_, options) => {
  const program = programOf(texts, options);

  it.each(guides.map(({ name }, i) => [name, i] as const))('%s compiles', (_name, i) => {
    expect(complaints(program, `test/docs/guide${i}.ts`)).toEqual([]);
  });

  it.each(examples.map(({ name }, i) => [name, i] as const))('%s compiles', (_name, i) => {
    expect(complaints(program, `test/docs/example${i}.ts`)).toEqual([]);
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
    expect(guides.filter(({ name }) => name.startsWith('README')).length).toBeGreaterThan(4);
    expect(examples.length).toBeGreaterThan(1);
    expect(examples.every(({ text }) => text.trim().length > 0)).toBe(true);
  });
});
