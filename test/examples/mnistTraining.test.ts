import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { SingleBar } from 'cli-progress';
import { registerWasmKernels } from 'fourier-xai/wasm';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { withHeldOut } from '../../examples/mnist/heldOut';
import { type Options, parseOptions } from '../../examples/mnist/options';
import { buildModel, cacheFile, trainedModel } from '../../examples/mnist/training';
import { type History, trainModel } from '../../examples/shared/training';
import { trainingCurves, trainingSummary } from '../../examples/shared/trainingCurves';
import { type Digits, loadDigits } from '../../support/digits';
import { firstImages } from '../../support/labelledImages';
import { oneHot } from '../../support/oneHot';
import { UserError } from '../../support/userError';

let folder: string;
let digits: Digits;
let test: Digits;

beforeAll(() => registerWasmKernels());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'training-'));
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  digits = loadDigits('train', 1, 100);
  test = loadDigits('t10k', 2, 30);
});
afterEach(() => {
  vi.restoreAllMocks();
  tf.dispose([digits.images, test.images]);
  rmSync(folder, { recursive: true });
});

/** Small, with a checkpoint after every batch. */
const small = (cache: string, ...args: string[]): Options => ({
  ...parseOptions([`--cache=${join(folder, cache)}`, '--epochs=3', ...args])!,
  ...{ filters: [2, 2, 2], units: 4, checkpointEvery: 0 },
});

const trained = (options: Options) => trainedModel(options, digits, test);

const valuesOf = (model: tfl.LayersModel) =>
  Promise.all(model.getWeights().map((weight) => weight.data()));

/** Stops a training after so many batches, as an error. */
async function stopAfter(batches: number, training: () => Promise<unknown>) {
  let done = 0;
  const increment = vi.spyOn(SingleBar.prototype, 'increment').mockImplementation(() => {
    if (++done > batches) throw new Error('stopped');
  });
  await expect(training()).rejects.toThrow('stopped');
  increment.mockRestore();
}

describe('a training', () => {
  it('takes the images in a new order each epoch', async () => {
    const options = { ...small('a'), learningRate: 0, batchSize: 1 };
    const some = firstImages(digits, 25);
    const losses = async (seed: number) => {
      // with the same weights all the time, a loss tells the image
      const model = buildModel(options);
      const { batches } = await trainModel(model, { ...options, epochs: 2, seed }, some, test);
      model.dispose();
      const all = batches.map(({ loss }) => loss);
      return [all.slice(0, 25), all.slice(25)] as const;
    };
    const [first, second] = await losses(1);
    expect(first).toHaveLength(25);
    expect(second).not.toEqual(first);
    expect(second.toSorted()).toEqual(first.toSorted());
    expect(await losses(1)).toEqual([first, second]);
    const [other] = await losses(2);
    expect(other).not.toEqual(first);
    expect(other.toSorted()).toEqual(first.toSorted());
  });

  it.each([
    ['within its first epoch', 2, []],
    ['within a later one', 9, []],
    ['at the end of one', 4, []],
    ['with early stopping', 5, ['--patience=1']],
  ])('that was stopped %s ends with the same model and batches', async (_, batches, args) => {
    const whole = await trained(small('whole', ...args));
    const options = small('stopped', ...args);
    const checkpoint = `${cacheFile(options)}.checkpoint`;
    await stopAfter(batches, () => trained(options));
    expect(existsSync(checkpoint)).toBe(true);
    const again = await trained(options);
    expect(await valuesOf(again.model)).toEqual(await valuesOf(whole.model));
    const { seconds, ...history } = again.history;
    const { seconds: wholly, ...expected } = whole.history;
    expect(history).toEqual(expected);
    expect(history.batches).toHaveLength((args.length > 0 ? 3 : 4) * history.epochs.length);
    expect(Math.min(seconds, wholly)).toBeGreaterThan(0);
    expect(readdirSync(join(folder, 'stopped'))).toEqual(readdirSync(join(folder, 'whole')));
    expect(existsSync(checkpoint)).toBe(false);
    for (const { model } of [whole, again]) model.dispose();
  });

  it('begins anew with --retrain', async () => {
    const whole = await trained(small('whole'));
    await stopAfter(5, () => trained(small('stopped')));
    const bar = vi.spyOn(SingleBar.prototype, 'update');
    const again = await trained(small('stopped', '--retrain'));
    expect(bar).not.toHaveBeenCalledWith({ title: 'training goes on' });
    expect(await valuesOf(again.model)).toEqual(await valuesOf(whole.model));
    for (const { model } of [whole, again]) model.dispose();
  });
});

describe('early stopping', () => {
  it('holds a tenth of the training images out', async () => {
    const { train, heldOut } = withHeldOut(digits, 1);
    expect([train.labels.length, heldOut.labels.length]).toEqual([90, 10]);
    const sums = async (...parts: Digits[]) => {
      const all = tf.tidy(() => tf.concat(parts.map(({ images }) => tf.sum(images, [1, 2, 3]))));
      const labels = parts.flatMap((part) => [...part.labels]);
      return [...(await all.data())].map((sum, i) => `${labels[i]} ${sum}`).sort();
    };
    expect(await sums(train, heldOut)).toEqual(await sums(digits));
    expect(withHeldOut(digits, 1).heldOut.labels).toEqual(heldOut.labels);
  });

  it('asks the test images nothing, and says when it stopped', async () => {
    const options = { ...small('a', '--patience=2', '--epochs=40'), learningRate: 0.05 };
    const { history, model } = await trained(options);
    const { heldOut, bestEpoch, most } = history.stopping!;
    expect([heldOut, most]).toEqual([10, 40]);
    const losses = history.epochs.map(({ loss }) => loss);
    expect(losses.indexOf(Math.min(...losses)) + 1).toBe(bestEpoch);
    expect(losses).toHaveLength(Math.min(bestEpoch + 2, 40));
    const { images, labels } = withHeldOut(digits, 1).heldOut;
    const p = model.predict(images) as tf.Tensor;
    const loss = tf.mean(tfl.metrics.categoricalCrossentropy(oneHot(labels, 2), p));
    expect((await loss.data())[0]).toBeCloseTo(losses[bestEpoch - 1]!, 5);
    const black = { images: tf.zerosLike(test.images), labels: test.labels };
    const elsewhere = { ...options, cache: join(folder, 'b') };
    const other = await trainedModel(elsewhere, digits, black);
    expect(await valuesOf(other.model)).toEqual(await valuesOf(model));
  });

  it('is told in words and in the legend', async () => {
    const epochs = [3, 2, 2.5, 2.25].map((loss) => ({ loss, accuracy: 0.75 }));
    const batches = epochs.map(({ loss }) => ({ loss, accuracy: 0.5 }));
    const stopping = { heldOut: 1301, patience: 2, most: 9, bestEpoch: 2 };
    const history: History = { batches, epochs, seconds: 5, stopping };
    const words = trainingSummary(history).replace(/\s+/g, ' ');
    expect(words).toContain('1,301 of the training images are held out');
    expect(words).toContain('stopped after epoch 4 of at most 9');
    expect(words).toContain('the weights of epoch 2, where they had a loss of 2.0 and an accuracy');
    const all = { ...history, stopping: { ...stopping, patience: 3, most: 4 } };
    expect(trainingSummary(all)).toContain('had all its 4 epochs');
    const { stopping: _, ...never } = history;
    expect(trainingSummary(never)).toContain('the test images end at a loss of 2.3');
    expect(await trainingCurves(history)).toContain('held-out images');
    expect(await trainingCurves(never)).not.toContain('held-out');
  });
});

describe('the networks', () => {
  it.each([
    [[], [8, 16, 32], 32, 808_746],
    [['--network=64-64-64'], [64, 64, 64], 64, 74_304 + 3_211_328 + 130],
    [['--network', '32-64-128'], [32, 64, 128], 256, 25_783_330],
    [['--full'], [32, 64, 128], 256, 25_783_330],
    [['--full', '--network=32-64-128'], [32, 64, 128], 256, 25_783_330],
  ])('of %j', (args, filters, units, parameters) => {
    const options = parseOptions(args)!;
    expect(options).toMatchObject({ filters, units });
    const model = buildModel(options);
    expect(model.countParams()).toBe(parameters);
    model.dispose();
  });

  it('refuse others by name', () => {
    for (const name of ['64-64', 'toString', '64,64,64']) {
      const refusal = `--network must be one of 8-16-32, 64-64-64, 32-64-128, but it is '${name}'`;
      expect(() => parseOptions([`--network=${name}`])).toThrow(new UserError(refusal));
    }
    const both = "--full is --network 32-64-128, but --network is '64-64-64'";
    expect(() => parseOptions(['--full', '--network=64-64-64'])).toThrow(new UserError(both));
  });

  it('are trained into files of their own', () => {
    const all = [[], ['--full'], ['--network=64-64-64'], ['--patience=2'], ['--patience=3']];
    expect(new Set(all.map((args) => cacheFile(parseOptions(args)!))).size).toBe(all.length);
  });

  it('have many epochs where they may stop early', () => {
    const epochs = (...args: string[]) => parseOptions(args)?.epochs;
    expect(epochs()).toBe(1);
    expect(epochs('--patience=2')).toBe(100);
    expect(epochs('--patience=2', '--epochs=7')).toBe(7);
  });

  it('need images to hold out', () => {
    expect(parseOptions(['--images=9'])?.images).toBe(9);
    const few = "--images must be a whole number of at least 10, but it is '9'";
    expect(() => parseOptions(['--images=9', '--patience=1'])).toThrow(new UserError(few));
    expect(() => parseOptions(['--patience=0'])).toThrow('--patience must be a whole number');
  });
});
