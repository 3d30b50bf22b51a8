import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectNoPaths, expectReadable } from '../../support/reportChecks';
import { expectComplaint, hasTerminal, runInTerminal, runProgram } from '../helpers/run';

const program = 'examples/mnist/main.ts';
let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const small = (...more: string[]) => [
  '--images=320',
  '--epochs=1',
  `--cache=${at('cache')}`,
  `--output=${at('out', 'report.html')}`,
  ...more,
];
const long = () => [
  '--images=3200',
  '--epochs=50',
  `--cache=${at('interrupted')}`,
  `--output=${at('never.html')}`,
];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mnist-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the main job', { tags: 'slow' }, () => {
  it('trains, compares, reports, and starts from the cache the second time', async () => {
    const first = await runProgram(program, small());
    expect(first.err).not.toMatch(/error/i);
    expect(first.code).toBe(0);
    expect(first.out).toContain('320 training and 2163 test images');
    expect(first.out).toMatch(/kernels +648 -> 32/);
    expect(first.out).toMatch(/confusion +1: \d+ \d+ +7: \d+ \d+/);
    for (const name of ['layer by layer', 'cascade', 'fused']) {
      const line = first.out.split('\n').find((text) => text.includes(name)) ?? '';
      const [, difference] = /(\d\.\de-?\+?\d+) /.exec(line) ?? [];
      expect(Number(difference), line).toBeLessThan(1e-4);
    }
    // without the bytes of the pictures, which may spell any word
    const html = readFileSync(at('out', 'report.html'), 'utf8').replace(/base64,[^"]+/g, '');
    expect(html).not.toMatch(/(src|href|xlink:href)="(https?:)?\/\//);
    expect(html).not.toMatch(/NaN|undefined/);
    await expectReadable(at('out', 'report.html'));
    expectNoPaths(first.out + first.err);
    for (const title of [
      'Training',
      'Kernels in both domains',
      'convolution theorem',
      'padding only once',
      'eight test digits',
    ]) {
      expect(html).toContain(title);
    }
    expect(html).toContain('Steps of Adam: 10,');
    expect(html).toContain('|F{∂x/∂x}| is 1 everywhere');
    expect(html).toContain('All three layers fused: 32 kernels of 7x7<');
    expect(html.match(/predicted [17]<.*?probability [01]\.\d{4}<.*?actual [17]</g)).toHaveLength(
      8,
    );
    expect(html.match(/one square: one weight/g)).toHaveLength(4);
    expect(html.match(/one tile: ±0.5 cycles\/pixel/g)).toHaveLength(4);
    expect(html.match(/<image /g)?.length).toBeGreaterThanOrEqual(8 + 6 + 1 + 32);
    expect(readdirSync(at('out'))).toEqual(['report.html']);

    const second = await runProgram(program, small(`--explorer=${at('explorer')}`));
    expect(second.code).toBe(0);
    expect(readdirSync(at('explorer')).sort()).toEqual([
      ...['about.json', 'images.png', 'model.json', 'weights.bin'],
    ]);
    const about = JSON.parse(readFileSync(at('explorer', 'about.json'), 'utf8'));
    expect(about).toMatchObject({
      classes: ['1', '7'],
      side: 28,
      made: { images: 320, epochs: 1 },
    });
    expect(second.out).toContain('the model is read from');
    expect(second.out).not.toContain('training █');
    expectNoPaths(second.out);
  }, 360_000);

  it('stops early, judged on images that are held out', async () => {
    const early = small('--epochs=9', '--patience=1', `--explorer=${at('early')}`);
    const { out, code } = await runProgram(program, [...early, `--cache=${at('cache-early')}`]);
    expect(code).toBe(0);
    const [, best, epochs] =
      /epoch (\d) of (\d) is the best one for 32 images held out/.exec(out) ?? [];
    expect(Number(epochs) - Number(best)).toBe(epochs === '9' ? 0 : 1);
    const html = readFileSync(at('out', 'report.html'), 'utf8');
    expect(html).toContain('32 of the training images are held out.');
    const { made } = JSON.parse(readFileSync(at('early', 'about.json'), 'utf8'));
    expect(made).toMatchObject({ images: 288, epochs: Number(best) });
  }, 180_000);

  it('refuses a damaged model in the cache and leaves it as it is', async () => {
    const [name] = readdirSync(at('cache'));
    const file = at('cache', name as string);
    const bytes = readFileSync(file);
    bytes.write('Conv9D', bytes.indexOf('Conv2D'));
    writeFileSync(file, bytes);
    await expectComplaint(program, small(), /^mnist: the cached model .* is damaged/);
    truncateSync(file, 5000);
    await expectComplaint(
      program,
      small(),
      /^mnist: the cached model .* is damaged: delete it, or train again/,
    );
    expect(readFileSync(file)).toHaveLength(5000);
  }, 60_000);

  it('leaves no half-written file on Ctrl-C', async () => {
    const { code, err } = await runProgram(program, long(), /training .*epoch/);
    expect(code).toBe(130);
    expect(err.trim().split('\n').at(-1)).toBe(
      'stopped: nothing of this training is kept, it had no checkpoint yet; the same command begins anew',
    );
    expect(readdirSync(at('interrupted'))).toEqual([]);
    expect(existsSync(at('never.html'))).toBe(false);
  }, 60_000);

  it.runIf(hasTerminal)(
    'lets the terminal wrap its lines again on Ctrl-C',
    async () => {
      const { code, out } = await runInTerminal(program, long(), /training .*loss 0/);
      expect(code).toBe(130);
      expect(out.match(/\[\?7[lh]/g)).toEqual(['[?7l', '[?7h']); // off, on
      expect(out).toMatch(/\n$/);
      expect(readdirSync(at('interrupted'))).toEqual([]);
    },
    60_000,
  );

  it.each([
    [['--fulll'], /^mnist: Unknown option '--fulll'/],
    [['--epochs', '0'], /^mnist: --epochs must be a whole number of at least 1, but it is '0'/],
    [['--epochs', 'ten'], /^mnist: --epochs must be a whole number .* 'ten'/],
    [['--network=64'], /^mnist: --network must be one of 8-16-32, 64-64-64, 32-64-128, but/],
    [['--seed'], /^mnist: Option '--seed <value>' argument missing/],
    [['--seed', '-1'], /^mnist: Option '--seed' argument is ambiguous; --help lists/],
    [['report.html'], /^mnist: Unexpected argument 'report.html'/],
  ])('says in one line what is wrong with %j', async (args, message) => {
    await expectComplaint(program, args, message);
  });

  it('says before training that it cannot write', async () => {
    writeFileSync(at('file'), 'kept');
    mkdirSync(at('folder.html'));
    await expectComplaint(
      program,
      small(`--output=${at('file', 'report.html')}`),
      /^mnist: cannot write to the folder/,
    );
    await expectComplaint(
      program,
      small(`--output=${at('folder.html')}`),
      /^mnist: cannot write .*: it is a folder/,
    );
    await expectComplaint(
      program,
      small(`--cache=${at('file')}`),
      /^mnist: cannot write to the folder/,
    );
    expect(readFileSync(at('file'), 'utf8')).toBe('kept');
  }, 60_000);

  it.runIf(existsSync('/proc/self'))('does so where folders cannot be made', async () => {
    await expectComplaint(
      program,
      small('--output=/proc/none/report.html'),
      /^mnist: cannot write to/,
    );
  });
});

it('the main job shows its options', async () => {
  const { out, code } = await runProgram(program, ['--help']);
  expect(out).toContain('--full');
  expect(code).toBe(0);
});
