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
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { experimentOf, experimentsOf } from '../../examples/raman/experiments';
import { firstModel, secondModel } from '../../examples/raman/models';
import { parseOptions } from '../../examples/raman/options';
import { expectComplaint, runProgram } from '../helpers/run';

const program = 'examples/raman/main.ts';
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'raman-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('npm run raman', () => {
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
      expect(out).toMatch(new RegExp(`^${name} +\\d+ .*(ok|large|too large|too small)$`, 'm'));
    }
    // all spectra are tested once
    expect(out).toMatch(/^Normal .* 397$/m);
    const { output, cache, plots } = files();
    const page = readFileSync(output, 'utf8');
    for (const title of [
      'Mice and classes',
      'Three normalisations',
      'Learning rates',
      'Which wavenumbers',
    ]) {
      expect(page).toContain(title);
    }
    expect(page).not.toMatch(/NaN|undefined/);
    expect(readdirSync(plots).sort()).toEqual(
      names.map((name) => `${name.replaceAll(/\W+/g, '-')}.svg`).sort(),
    );
    const trainings = readdirSync(cache).filter((name) => name.endsWith('.json'));
    expect(trainings).toHaveLength(names.length + 5);

    rmSync(join(cache, trainings[0] as string));
    const written = trainings.slice(1).map((name) => statSync(join(cache, name)).mtimeMs);
    const again = await run();
    expect(again.code).toBe(0);
    const table = (text: string) => /learning rate[\s\S]*(?=\nreport)/.exec(text)?.[0];
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
    await complains(['--data=/none/x.csv', `--cache=${folder}`], /^raman: .*\/none\/x.csv/);
    expect(existsSync(`${output}2`)).toBe(false);
  });
});

describe('the schedules of the document', () => {
  const rates = (name: string, epochs: number) => {
    const experiment = experimentOf(name, epochs);
    let rate = experiment.learningRate;
    return Array.from({ length: experiment.epochs }, (_, epoch) => {
      rate = experiment.schedule(epoch, rate);
      return rate;
    });
  };

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

  it('end near its ends at five', () => {
    expect(rates('exponential', 5).at(-1)).toBeCloseTo(1e-3 * Math.exp(-4), 9);
    expect(rates('ladder', 5).at(-1)).toBeCloseTo(1e-3 * 0.9 ** 20, 9);
  });
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
    epochs: 5,
    seed: 1,
    width: 1,
    output: 'raman.html',
  });
  expect(parseOptions(['--help'])).toBeUndefined();
});
