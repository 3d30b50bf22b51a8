import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { selectKernels } from 'fourier-xai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseOptions as parseMnist } from '../../examples/mnist/options';
import { buildModel, cacheFile, trainingOf } from '../../examples/mnist/training';
import { accuracies, countsUpTo } from '../../examples/selection/accuracies';
import { parseOptions } from '../../examples/selection/options';
import { saveModel } from '../../examples/shared/modelFile';
import { mostRequired } from '../../examples/shared/mostRequired';
import { loadDigits } from '../../support/digits';
import { expectNoPaths, expectReadable } from '../../support/reportChecks';
import { expectComplaint, runProgram } from '../helpers/run';

const program = 'examples/selection/main.ts';
let folder: string;

const mnist = () => parseMnist([`--cache=${folder}`])!;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'selection-'));
  // untrained, as if it had been trained
  const model = buildModel(mnist());
  const history = { batches: [], epochs: [], seconds: 0 };
  const { seed } = mnist();
  const from = await trainingOf(mnist(), loadDigits('train', seed), loadDigits('t10k', seed + 1));
  await saveModel(cacheFile(mnist()), from, model, history);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true }));

describe('npm run selection', { tags: 'slow' }, () => {
  it('gives, from threads, what one run gives', async () => {
    const output = join(folder, 'page.html');
    const args = ['--images=300', '--workers=2', `--cache=${folder}`, `--output=${output}`];
    const { out, code } = await runProgram(program, args);
    expect(code).toBe(0);
    const train = loadDigits('train', mnist().seed, 300);
    const { histogram } = await selectKernels(buildModel(mnist()), train.images);
    const listed = /most required kernels: (.*)/.exec(out)![1]!;
    const expected = mostRequired(histogram).slice(0, 8);
    expect(listed).toBe(expected.map((kernel) => `${kernel} (${histogram[kernel]})`).join(', '));
    const page = readFileSync(output, 'utf8');
    expect(page).toContain('Which kernels are needed to tell a 1 from a 7');
    expect(page.match(/<svg/g)!.length).toBeGreaterThan(4);
    await expectReadable(output);
    expectNoPaths(out);
  });

  it('says what is wrong before it begins', async () => {
    const output = join(folder, 'none.html');
    const complains = (args: string[], message: RegExp) =>
      expectComplaint(program, [...args, `--output=${output}`], message);
    await complains(['--images=0'], /^selection: --images must be a whole number of at least 1/);
    await complains(
      ['--fraction=2'],
      /^selection: --fraction must be a number above 0 and at most 1, but it is '2'/,
    );
    await complains(
      ['--tolerance=x'],
      /^selection: --tolerance must be a number of at least 0, but it is 'x'/,
    );
    expect(existsSync(output)).toBe(false);
  });
});

it('tests models of ever more kernels, up to the whole model', async () => {
  const model = buildModel(mnist());
  const test = loadDigits('t10k', 2, 20);
  const histogram = new Array<number>(32).fill(1);
  const found = await accuracies(model, test, histogram);
  const y = tf.argMax(model.predict(test.images) as tf.Tensor, 1);
  const predicted = await y.data();
  const right = test.labels.filter((label, i) => label === predicted[i]).length / 20;
  for (const { kept, accuracy } of found) if (kept === 32) expect(accuracy).toBeCloseTo(right, 6);
  expect(new Set(found.map(({ kept }) => kept))).toEqual(new Set(countsUpTo(32)));
});

it('counts go up by halves and doublings', () => {
  expect(countsUpTo(32)).toEqual([1, 2, 3, 4, 6, 8, 12, 16, 24, 32]);
  expect(countsUpTo(1)).toEqual([1]);
  expect(mostRequired([3, 5, 5, 1])).toEqual([1, 2, 0, 3]);
});

it('options have defaults', () => {
  const options = parseOptions([])!;
  expect(options).toMatchObject({ tolerance: 0.3, fraction: 1, output: 'selection.html' });
  expect(options.images).toBe(Number.POSITIVE_INFINITY);
  expect(parseOptions(['--help'])).toBeUndefined();
});
