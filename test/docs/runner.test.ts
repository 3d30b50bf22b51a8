import { describe, expect, it } from 'vitest';
import { fencedBlocks } from './code/blocks';
import { hasBrowser, runOnPages } from './code/pages';
import { notRunnable, type Program, programsOf } from './code/programs';
import { runInNode } from './code/runInNode';
import { differenceFrom, readWritten } from './code/written';

const fenced = (code: string, info = 'ts') => `\n\`\`\`${info}\n${code}\n\`\`\`\n`;
/** The programs of a text, whose title stands in its first line. */
const programs = (file: string, ...parts: string[]): Program[] =>
  programsOf(file, fencedBlocks(file, `# Title\n${parts.join('')}`));

describe('a value that is written', () => {
  const isRight = (written: string, value: unknown) => !differenceFrom(readWritten(written), value);

  it.each<[string, unknown]>([
    ['3', 3.000001],
    ['-0.33', -1 / 3],
    ['1.2e-7', 1.24e-7],
    ['513_135', 513135],
    ['NaN', Number.NaN],
    ['-Infinity', Number.NEGATIVE_INFINITY],
    ["'a, b'", 'a, b'],
    ['[1, [2, …], …]', [1, [2, 3, 4], 5]],
    ['[1, …, 9]', [1, 5, 9]],
    ['[0.5, 1]', Float32Array.of(0.5, 1)],
    ['{ a: 1, b: undefined }', { a: 1 }],
    ["{ 'a b': true, … }", { 'a b': true, c: 2 }],
    ['513135, as the closed form', 513135],
    ['[1, 2] (a pixel)', [1, 2]],
    ['…', {}],
  ])('%s', (written, value) => expect(isRight(written, value)).toBe(true));

  it.each<[string, unknown]>([
    ['3', 3.0001],
    ['3', -3],
    ['0.33', 0.336],
    ['NaN', 0],
    ["'a'", 'b'],
    ['[1, 2]', [1, 2, 3]],
    ['[1, 2, 3]', [1, 2]],
    ['[1, …, 9]', [9]],
    ['[1, …, 9]', [1, 9, 8]],
    ['{ a: 1 }', { a: 1, b: 2 }],
    ['{ a: 1, … }', { b: 2 }],
    ['[]', 'text'],
  ])('%s is not %j', (written, value) => expect(isRight(written, value)).toBe(false));

  it.each(['', 'some text', '[1, 2', '1 2', '{ a 1 }', '3, 4'])('cannot be %j', (written) => {
    expect(() => readWritten(written)).toThrow('cannot read');
  });
});

describe('the blocks of a file', () => {
  it('are one program, until one of them makes a name again', () => {
    const code = [
      'const a = 1;',
      'a;',
      "import { a } from 'x';",
      'const { b: [c] } = a;',
      'let c;',
    ];
    const [first, second, third, ...none] = programs('a.md', ...code.map((one) => fenced(one)));
    expect(first?.blocks.map(({ text }) => text)).toEqual(code.slice(0, 2));
    expect(second?.blocks.map(({ text }) => text)).toEqual(code.slice(2, 4));
    expect(third?.blocks.map(({ text }) => text)).toEqual(code.slice(4));
    expect(none).toEqual([]);
    expect(second?.text.split('\n').indexOf(code[2] as string)).toBe(11);
  });

  it('are those of pages apart, and shell and HTML left aside', () => {
    const parts = [fenced('a;'), fenced('b;', 'ts page'), fenced('c', 'sh'), fenced('d;')];
    expect(programs('b.md', ...parts).map(({ where, blocks }) => [where, blocks.length])).toEqual([
      ['node', 2],
      ['page', 1],
    ]);
  });

  it.each(['js', 'typescript', 'ts skip', 'tsx'])('cannot hide as %s', (info) => {
    const hidden = notRunnable(fencedBlocks('c.md', fenced('a;', info)));
    expect(hidden).toEqual([`c.md:3: a block of "${info}" is not run`]);
    expect(programs('c.md', fenced('a;', info))).toEqual([]);
  });
});

const head = `import * as tf from '@tensorflow/tfjs-core';`;

describe('a program', () => {
  it('is right where it gives what it says', async () => {
    const [program] = programs(
      'right.md',
      fenced(`${head}
import { existsSync } from 'node:fs';
const a = tf.tensor([1, 2]); // → [1, 2]
const { real, imag } = { real: a, imag: 3 };
// → { real: [1, 2], imag: 3 }
tf.add(a, 1)
// → [2,
//   3]
Promise.resolve(1); // → 1
console.log(existsSync('model.json')); // → true
tf.tensor([1], [2]); // → throws Based on the provided shape, …`),
      fenced('const [b, c] = [a.shape, typeof a as string]; // → [[2], …]'),
    ) as [Program];
    const { ended, checked, wrong } = await runInNode(program);
    expect([ended, checked, wrong]).toEqual([[0, 1], [6, 8, 10, 12, 13, 14, 18], []]);
  });

  it('is wrong where it does not, line by line', async () => {
    const [program] = programs(
      'wrong.md',
      fenced(`const a = 1; // → 2\na; // → throws\nlet b = 3; // → 3`),
      fenced('a;\nnull.b;'),
      fenced('a;'),
    ) as [Program];
    const { ended, wrong } = await runInNode(program);
    expect(ended).toEqual([0]);
    expect(wrong).toEqual([
      'wrong.md:4: the value is 1, not 2',
      expect.stringMatching(/^wrong.md:5: cannot read the value/),
      expect.stringMatching(/^wrong.md:11: Cannot read properties of null/),
    ]);
  });

  it('leaves no kernels to the next one', async () => {
    const code = `import '@tensorflow/tfjs-backend-wasm';
${head}
import { registerWasmKernels } from 'fourier-xai/wasm';
const has = tf.getKernel('Conv2DBackpropFilter', 'wasm') !== undefined; // → false
registerWasmKernels();
tf.getKernel('Conv2DBackpropFilter', 'wasm') !== undefined; // → true`;
    for (const file of ['first.md', 'second.md']) {
      const [program] = programs(file, fenced(code)) as [Program];
      expect(await runInNode(program)).toEqual({ ended: [0], checked: [7, 9], wrong: [] });
    }
  });

  it.each(
    [
      'if (true) {\n  Math.PI; // → 3\n}',
      'const a = 1, b = 2; // → 1',
      '// → 1',
      'const a = [\n  1, // → 1\n];',
    ].map((code, i) => [code, i] as const),
  )('says no value where there is none: %s', async (code, i) => {
    const [program] = programs(`none${i}.md`, fenced(code)) as [Program];
    const { wrong } = await runInNode(program);
    expect(wrong).toEqual([expect.stringMatching(/^none\d.md:\d: → /)]);
  });
});

describe.skipIf(!hasBrowser)('a program on a page', () => {
  it('draws the photo, and takes the files that are chosen', async () => {
    const code = `import '@tensorflow/tfjs-backend-webgl';
${head}
import { drawOnCanvas, heatmap, lrp } from 'fourier-xai';
import { loadModel } from 'fourier-xai/load';
const [photo] = document.images;
const canvas = document.querySelector('#map') as HTMLCanvasElement;
const input = document.querySelector('#files') as HTMLInputElement;
const x = tf.tidy(() => tf.div<tf.Tensor4D>(tf.expandDims(tf.browser.fromPixels(photo)), 255));
input.addEventListener('change', async () => {
  const model = await loadModel([...(input.files ?? [])]);
  await drawOnCanvas(heatmap(lrp(model, x)), canvas);
  throw new Error(\`drawn \${canvas.width}\`);
});
x.shape; // → [1, 32, 32, 3]
canvas.width; // → 1`;
    const [program] = programs('page.md', fenced(code, 'ts page')) as [Program];
    const [course] = await runOnPages([program]);
    expect(course).toEqual({
      ended: [0],
      checked: [17, 18],
      wrong: ['page.md:18: the value is 300, not 1', 'page.md:4: Error: drawn 32'],
    });
  });
});
