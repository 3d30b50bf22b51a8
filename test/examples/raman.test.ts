import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trainValidationTestSplit } from 'fourier-xai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldsOf, foldTasks } from '../../examples/raman/crossValidation';
import { experimentOf, experimentsOf, ratesOf } from '../../examples/raman/experiments';
import { cells, columns, judged } from '../../examples/raman/judged';
import { parseOptions } from '../../examples/raman/options';
import { bestOf, rateTasks } from '../../examples/raman/rates';
import { firstModel, secondModel } from '../../support/ramanModels';
import { expectNoPaths, expectReadable } from '../../support/reportChecks';
import { expectComplaint, runProgram } from '../helpers/run';

const program = 'examples/raman/main.ts';
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'raman-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('npm run raman', { tags: 'slow' }, () => {
  const files = () => ({
    output: join(folder, 'raman.html'),
    cache: join(folder, 'cache'),
    plots: join(folder, 'plots'),
  });
  const run = () => {
    const { output, cache, plots } = files();
    const args = ['--synthetic', '--small', '--epochs=3', `--output=${output}`];
    return runProgram(program, [...args, `--cache=${cache}`, `--plots=${plots}`]);
  };

  it('judges eight learning rates, validates the best one, and goes on where it was stopped', async () => {
    const { out, code } = await run();
    expect(code).toBe(0);
    expect(out).toContain('753 spectra of 144 mice');
    const names = experimentsOf(3).map(({ name }) => name);
    for (const name of names) {
      expect(out).toMatch(new RegExp(`^${name} +\\d\\S* .*(ok|large|small)$`, 'm'));
    }
    // all spectra are tested once
    expect(out).toMatch(/^Normal .* 397$/m);
    const { output, cache, plots } = files();
    const page = readFileSync(output, 'utf8');
    for (const title of [
      'Mice and classes',
      'Three normalisations',
      'Learning rates',
      'an eighth of the document',
      'hyperplasia',
      'cross-entropy (nats)',
      "The document's observations",
      'Which wavenumbers',
    ]) {
      expect(page).toContain(title);
    }
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
    await expectReadable(output);
    expectNoPaths(out);
    expect(page).not.toMatch(/>1,[0-9]{3}</); // of a wavenumber
    expect(readdirSync(plots).sort()).toEqual(
      names.map((name) => `${name.replaceAll(/\W+/g, '-')}.svg`).sort(),
    );
    const trainings = readdirSync(cache).filter((name) => name.endsWith('.run'));
    expect(trainings).toHaveLength(names.length + 5);
    expect(readdirSync(cache).filter((name) => !/[.](run|model)$/.test(name))).toEqual([]);
    expect(out).toMatch(
      /^learning rates: 8 networks take about \d+ (seconds|minutes) from their beginning, \d+ at a time$/m,
    );

    rmSync(join(cache, trainings[0] as string));
    const written = trainings.slice(1).map((name) => statSync(join(cache, name)).mtimeMs);
    const again = await run();
    expect(again.code).toBe(0);
    const table = (text: string) =>
      /^learning rate {2}[\s\S]*(?=\nreport)/m.exec(
        text.replaceAll(/.* take about .*\n/g, ''),
      )?.[0];
    expect(table(out)).toContain('balanced accuracy');
    expect(table(again.out)).toBe(table(out));
    expect(trainings.slice(1).map((name) => statSync(join(cache, name)).mtimeMs)).toEqual(written);
    expect(existsSync(join(cache, trainings[0] as string))).toBe(true);

    writeFileSync(join(cache, trainings[1] as string), '{');
    const damaged = await run();
    expect(damaged.code).toBe(1);
    expect(damaged.err).toMatch(
      /^raman: the cached training .* is damaged: delete it, or use --retrain$/m,
    );
  });

  it('says what is wrong before it begins', async () => {
    const { output } = files();
    const complains = (args: string[], message: RegExp) =>
      expectComplaint(program, [...args, `--output=${output}2`], message);
    await complains(['--epochs=2'], /^raman: --epochs must be a whole number of at least 3/);
    await complains(
      ['--synthetic', '--data=x.csv'],
      /^raman: --data and --synthetic exclude each other/,
    );
    await complains(['--small', '--full'], /^raman: --small and --full exclude each other/);
    await complains(['--data=/none/x.csv', `--cache=${folder}`], /^raman: .*\/none\/x.csv/);
    const short = join(folder, 'short.csv');
    const row = (mouse: number) => `M${mouse}_1,1,2,Normal`;
    writeFileSync(short, ['Name,400,402,Annotation', ...[1, 2, 3].map(row)].join('\n'));
    await complains(
      [`--data=${short}`, `--cache=${folder}`],
      /^raman: there must be spectra of at least 7 mice, but there are 3/,
    );
    const mice = [1, 2, 3, 4, 5, 6, 7].map(row);
    writeFileSync(short, ['Name,400,402,Annotation', ...mice].join('\n'));
    await complains(
      [`--data=${short}`, `--cache=${folder}`],
      /^raman: spectra must have at least 36 wavenumbers, but they have 2/,
    );
    const many = Array.from({ length: 4097 }, (_, i) => i);
    const line = (mouse: number) => `M${mouse}_1,Normal,${many.join(',')}`;
    const rows = [1, 2, 3, 4, 5, 6, 7].map(line);
    writeFileSync(short, [`Name,Annotation,${many.join(',')}`, ...rows].join('\n'));
    await complains(
      ['--full', `--data=${short}`, `--cache=${folder}`],
      /^raman: spectra may have at most 4096 wavenumbers, but they have 4097$/m,
    );
    expect(existsSync(`${output}2`)).toBe(false);
  });
});

describe('what is trained on which mice', () => {
  // each spectrum is the number of its mouse
  const mice = Array.from({ length: 60 }, (_, i) => i % 20);
  const samples = {
    values: Float32Array.from(mice),
    labels: Int32Array.from(mice, (mouse) => mouse % 4),
  };
  const options = { ...parseOptions(['--epochs=3', '--seed=7'])!, width: 1 / 8 };
  const miceOf = ({ values }: { values: Float32Array }) => new Set(values);
  const overlap = (a: Set<number>, b: Set<number>) => [...a].filter((mouse) => b.has(mouse));

  it('every rate: training, validation and test mice', () => {
    const split = trainValidationTestSplit(mice, { train: 0.7, validation: 0.15, seed: 7 });
    const tasks = rateTasks(options, samples, split);
    expect(tasks.map(({ experiment }) => experiment)).toEqual(
      experimentsOf(3).map(({ name }) => name),
    );
    for (const { train, validation, test, ...settings } of tasks.slice(0, -1)) {
      expect(settings).toMatchObject({ epochs: 3, seed: 7, width: 1 / 8 });
      const parts = [miceOf(train), miceOf(validation), miceOf(test!)] as const;
      expect(parts.map(({ size }) => size)).toEqual([14, 3, 3]);
      expect(overlap(parts[0], parts[1])).toEqual([]);
      expect(overlap(parts[0], parts[2])).toEqual([]);
      expect(overlap(parts[1], parts[2])).toEqual([]);
      expect(train.labels).toEqual(Int32Array.from(train.values, (mouse) => mouse % 4));
    }
  });

  it('balanced: every point is standardised by the training mice alone', () => {
    const split = trainValidationTestSplit(mice, { train: 0.7, validation: 0.15, seed: 7 });
    const [plain, balanced] = rateTasks(options, samples, split).slice(-2);
    const own = [...plain!.train.values];
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    const deviation = Math.sqrt(own.reduce((sum, v) => sum + (v - mean) ** 2, 0) / own.length);
    for (const part of ['train', 'validation', 'test'] as const) {
      const expected = [...plain![part]!.values].map((value) => (value - mean) / deviation);
      for (const [i, value] of balanced![part]!.values.entries()) {
        expect(value).toBeCloseTo(expected[i]!, 5);
      }
      expect(balanced![part]!.labels).toEqual(plain![part]!.labels);
    }
  });

  it('every fold: all mice are tested once, by networks of other seeds that never saw them', () => {
    const folds = foldsOf(samples, mice, 7);
    const tasks = foldTasks('new model', options, samples, folds);
    expect(tasks.map(({ seed }) => seed)).toEqual([7, 8, 9, 10, 11]);
    for (const { train, validation } of tasks) {
      expect(overlap(miceOf(train), miceOf(validation))).toEqual([]);
    }
    const tested = tasks.flatMap(({ validation }) => [...validation.values]);
    expect(tested.sort((a, b) => a - b)).toEqual([...mice].sort((a, b) => a - b));
  });
});

it('the best line has the highest balanced accuracy over the later half of the epochs', () => {
  const experiment = experimentOf('1e-3', 3);
  const line = (val_balancedAccuracy: number[]) => {
    const history = {
      ...{ val_balancedAccuracy, loss: [3, 2, 1], acc: [0.4, 0.5, 0.65] },
      val_loss: [2, 1.25, 1.5],
    };
    const testConfusion = [[6, 4], [1, 3]]; // biome-ignore format: one line
    return judged(experiment, {
      history,
      confusion: [[1]],
      testConfusion,
      testLoss: 4,
      seconds: 1,
    });
  };
  const table = [
    line([0.9, 0.9, 0.4, 0.5]),
    line([0.3, 0.3, 0.6, 0.5]),
    line([0.3, 0.3, 0.2, 0.8]),
  ];
  expect(bestOf(table)).toBe(table[1]);
  const scores = ['4.000', '0.643', '0.675'];
  expect(cells(table[1]!).slice(0, -1)).toEqual(['1e-3', '1.000', '0.650', '1.250 in epoch 2', '1.500', ...scores]); // biome-ignore format: one line
  expect(cells(table[1]!)).toHaveLength(columns.length);
});

describe('the schedules of the document', () => {
  const rates = (name: string, epochs: number) => ratesOf(experimentOf(name, epochs));

  it('are its own at 500 epochs', () => {
    const exponential = rates('exponential', 500);
    expect(exponential[9]).toBe(1e-3);
    expect(exponential[10]).toBeCloseTo(1e-3 * Math.exp(-0.01), 12);
    expect(exponential[499]).toBeCloseTo(1e-3 * Math.exp(-4.9), 12);
    const ladder = rates('ladder', 500);
    expect([ladder[19], ladder[20], ladder[499]]).toEqual([
      1e-3,
      expect.closeTo(0.9e-3, 12),
      expect.closeTo(1e-3 * 0.9 ** 24, 12),
    ]);
  });

  it('fall as far as its do, to about a hundredth and a tenth, over fewer epochs too', () => {
    for (const epochs of [5, 20, 100, 500]) {
      const [exponential, ladder] = [rates('exponential', epochs), rates('ladder', epochs)];
      expect(exponential.at(-1)! / 1e-5).toBeGreaterThan(0.5);
      expect(exponential.at(-1)! / 1e-5).toBeLessThan(2);
      expect(ladder.at(-1)! / 1e-4).toBeGreaterThan(0.5);
      expect(ladder.at(-1)! / 1e-4).toBeLessThan(2);
    }
  });
});

it('the schedules take the same course whatever the epochs: where they stand after each tenth', () => {
  for (const name of ['exponential', 'ladder']) {
    const [whole, short] = [500, 100].map((epochs) => ratesOf(experimentOf(name, epochs)));
    for (let tenth = 1; tenth < 10; tenth++) {
      const [own, document] = [short![10 * tenth]!, whole![50 * tenth]!];
      expect(own / document).toBeGreaterThan(0.9);
      expect(own / document).toBeLessThan(1.1);
    }
  }
});

it('the networks have the parameters of the document', () => {
  const size = { points: 696, classes: 4, seed: 1 };
  const conv = 5 * 32 + 32 + 5 * 32 * 64 + 64 + 5 * 64 * 128 + 128;
  const [first, second] = [firstModel(size), secondModel(size)];
  expect(first.countParams()).toBe(conv + 696 * 128 * 256 + 256 + 256 * 4 + 4);
  expect(second.countParams()).toBe(conv + 83 * 128 * 256 + 256 + 256 * 4 + 4);
  for (const model of [first, second]) model.dispose();
});

it('options have defaults', () => {
  expect(parseOptions([])).toMatchObject({
    synthetic: false,
    epochs: 100,
    seed: 1,
    width: 1 / 4,
    output: 'raman.html',
  });
  expect(parseOptions(['--full'])).toMatchObject({ epochs: 500, width: 1 });
  expect(parseOptions(['--small'])).toMatchObject({ epochs: 5, width: 1 / 8 });
  expect(parseOptions(['--full', '--epochs=20'])).toMatchObject({ epochs: 20, width: 1 });
  expect(parseOptions(['--help'])).toBeUndefined();
});
