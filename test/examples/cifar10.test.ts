import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseOptions } from '../../examples/cifar10/options';
import { expectNoPaths, expectReadable } from '../../support/reportChecks';
import { UserError } from '../../support/userError';
import { expectComplaint, runProgram } from '../helpers/run';

const program = 'examples/cifar10/main.ts';
const data = '../shared/data/cifar10';
let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const small = (...more: string[]) => [
  '--images=160',
  '--epochs=1',
  `--data=${data}`,
  `--cache=${at('cache')}`,
  `--output=${at('out', 'cifar10.html')}`,
  ...more,
];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cifar10-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The percentages of a line of the summary. */
function percentages(out: string, pattern: RegExp): number[] {
  const line = out.split('\n').find((text) => pattern.test(text)) ?? '';
  return [...line.matchAll(/([\d.e-]+) %/g)].map(([, value]) => Number(value));
}

describe.skipIf(!existsSync(data))('on real images', { tags: 'slow' }, () => {
  it('trains both networks, compares, reports, and starts from the cache the second time', async () => {
    const first = await runProgram(program, small());
    expect(first.err).not.toMatch(/error/i);
    expect(first.code).toBe(0);
    expect(first.out).toContain('160 training and 1000 test images');
    expect(first.err).toMatch(/training plain +█/);
    expect(first.err).toMatch(/training padded +█/);
    expect(first.out).toMatch(/image +32x32 +42x42/);
    expect(first.out).toMatch(/kernels +528 -> 16 +648 -> 32/);
    expect(first.out).toMatch(/width of the wrong band +2 pixels +2 pixels/);

    const [plain, padded] = percentages(first.out, /^ {2}largest {3}/);
    expect(plain).toBeGreaterThan(10);
    expect(padded).toBeLessThan(1e-3);
    for (const inside of percentages(first.out, /^ {2}largest further inside/)) {
      expect(inside).toBeLessThan(1e-3);
    }
    for (const width of [0, 1, 2, 3, 4, 5]) {
      const [error] = percentages(first.out, new RegExp(`^ {2}${width} black pixels around`));
      if (width < 2) expect(error).toBeGreaterThan(1);
      else expect(error).toBeLessThan(1e-3);
    }
    const [atEdge, inside] = percentages(first.out, /and biases of/);
    expect(atEdge).toBeGreaterThan(1);
    expect(inside).toBeLessThan(1e-3);
    expect(first.out).toMatch(/exact borders +\d\.\de-[678], 0 of 1000 +\d\.\de-[678], 0 of 1000/);

    // without the bytes of the pictures, which may spell any word
    const html = readFileSync(at('out', 'cifar10.html'), 'utf8').replace(/base64,[^"]+/g, '');
    expect(html).not.toMatch(/(src|href|xlink:href)="(https?:)?\/\//);
    expect(html).not.toMatch(/NaN|undefined/);
    await expectReadable(at('out', 'cifar10.html'));
    expectNoPaths(first.out + first.err);
    for (const title of [
      'Kernels of the plain network',
      'Kernels of the padded network',
      'with a black frame there is none',
      'of the largest g(x), in both maps',
      'All three layers fused: 16 kernels of 7x7',
      'All three layers fused: 16 of 32 kernels of 7x7',
    ]) {
      expect(html).toContain(title);
    }
    expect(html.match(/one square: one weight/g)).toHaveLength(8);
    expect(html.match(/one tile: ±0.5 cycles\/pixel/g)).toHaveLength(8);
    expect(readdirSync(at('out'))).toEqual(['cifar10.html']);
    expect(readdirSync(at('cache'))).toHaveLength(2);

    const second = await runProgram(program, small());
    expect(second.code).toBe(0);
    expect(second.out.match(/model is read from/g)).toHaveLength(2);
    expect(second.err).not.toContain('training');
  }, 360_000);

  it('leaves no half-written file on Ctrl-C', async () => {
    const long = ['--images=5000', '--epochs=50', `--cache=${at('interrupted')}`];
    const { code, err } = await runProgram(
      program,
      small(...long, `--output=${at('never.html')}`),
      /training .*epoch/,
    );
    expect(code).toBe(130);
    expect(err).toMatch(/^stopped: nothing of this training is kept/m);
    expect(readdirSync(at('interrupted'))).toEqual([]);
    expect(existsSync(at('never.html'))).toBe(false);
  }, 60_000);

  it('says before training that it cannot write', async () => {
    writeFileSync(at('file'), 'kept');
    mkdirSync(at('folder.html'));
    await expectComplaint(
      program,
      small(`--output=${at('folder.html')}`),
      /^cifar10: cannot write .*: it is a folder/,
    );
    await expectComplaint(
      program,
      small(`--cache=${at('file')}`),
      /^cifar10: cannot write to the folder/,
    );
    expect(readFileSync(at('file'), 'utf8')).toBe('kept');
  }, 60_000);
});

it.each([
  [['--fulll'], /^cifar10: Unknown option '--fulll'/],
  [['--epochs', '0'], /^cifar10: --epochs must be a whole number of at least 1, but it is '0'/],
  [['--seed'], /^cifar10: Option '--seed <value>' argument missing/],
  [['cifar10.html'], /^cifar10: Unexpected argument 'cifar10.html'/],
  [['--data', '/none'], /^cifar10: cannot read \/none \(ENOENT\)/],
  [['--data', 'test/examples'], /^cifar10: there is no data_batch_\*.bin or train\*.bin in/],
])('says in one line what is wrong with %j', { tags: 'slow' }, async (args, message) => {
  await expectComplaint(program, [`--output=${at('none.html')}`, ...args], message);
});

it('shows its options', async () => {
  const { out, code } = await runProgram(program, ['--help']);
  expect(out).toContain('--full');
  expect(code).toBe(0);
});

describe('the options', () => {
  it('have defaults', () => {
    expect(parseOptions([])).toMatchObject({
      epochs: 3,
      images: 4000,
      testImages: 1000,
      seed: 1,
      output: 'cifar10.html',
      data: undefined,
      retrain: false,
    });
  });

  it("are the source document's with --full", () => {
    expect(parseOptions(['--full'])).toMatchObject({
      variants: [
        { frame: 0, filters: [64, 64, 64] },
        { frame: 5, filters: [32, 64, 128] },
      ],
      units: 64,
      learningRate: 1e-4,
      images: 50000,
      testImages: 10000,
    });
    expect(parseOptions(['--full', '--images', '64'])?.images).toBe(64);
  });

  it.each(['output', 'cache', 'data', 'images', 'seed', 'epochs'])(
    'refuse an empty --%s',
    (name) => {
      const refusal = new UserError(`--${name} must have a value, but it is ''`);
      expect(() => parseOptions([`--${name}=`])).toThrow(refusal);
    },
  );
});
