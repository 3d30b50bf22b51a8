import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { serialize } from 'node:v8';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseOptions } from '../../examples/mnist/options';
import { trainingOf } from '../../examples/mnist/training';
import { fingerprint } from '../../examples/raman/fingerprint';
import { parseOptions as parseRaman } from '../../examples/raman/options';
import type { Task } from '../../examples/raman/task';
import { cacheFile, trainAll } from '../../examples/raman/trainings';
import { cachedModel } from '../../examples/shared/cachedModel';
import { readCache, writeCache } from '../../examples/shared/cacheFile';
import { madeFrom } from '../../examples/shared/madeFrom';
import { saveModel } from '../../examples/shared/modelFile';
import { UserError } from '../../support/userError';
import { expectClose } from '../helpers/expectClose';

let folder: string;
let printed: string;
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'caches-'));
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const called = { what: 'thing', help: 'delete it' };
const [one, other] = [madeFrom({ a: 1 }), madeFrom({ a: 2 })];
const anew = (file: string) => new RegExp(`cached \\w+ ${relative('.', file)} is from other options, data or versions: it is made anew\n$`); // biome-ignore format: one line

describe('a file of a cache', () => {
  it('is read where it was made from the same, and else made anew', () => {
    const content = Uint8Array.of(1, 2, 3);
    expect(readCache(at('c'), one, called)).toBeUndefined();
    writeCache(at('c'), one, content);
    expect(readCache(at('c'), one, called)).toEqual(Buffer.from(content));
    expect(printed).toBe('');
    expect(readCache(at('c'), other, called)).toBeUndefined();
    expect(printed).toMatch(anew(at('c')));
  });

  it('is refused where a byte of it is another, or it ends early', () => {
    writeCache(
      at('c'),
      one,
      Uint8Array.from({ length: 300 }, (_, i) => i),
    );
    const whole = readFileSync(at('c'));
    const refuse = (bytes: Uint8Array) => {
      writeFileSync(at('c'), bytes);
      const read = () => readCache(at('c'), one, called);
      expect(read).toThrow(new UserError(`the cached thing ${at('c')} is damaged: delete it`));
    };
    for (let tenth = 0; tenth < 10; tenth++) {
      refuse(whole.subarray(0, Math.floor((whole.length * tenth) / 10)));
    }
    for (let i = 0; i < whole.length; i += 7) {
      const flipped = Buffer.from(whole);
      flipped[i]! ^= 1 << (i % 8);
      refuse(flipped);
    }
  });

  it('differs with options, data and their parts', () => {
    const made = [
      madeFrom({}),
      madeFrom({ a: 1 }),
      madeFrom({ a: 1 }, Uint8Array.of(1, 2)),
      madeFrom({ a: 1 }, Uint8Array.of(1), Uint8Array.of(2)),
      madeFrom({ a: 1 }, Float32Array.of(1, 2)),
    ];
    expect(new Set(made).size).toBe(made.length);
    expect(made.every((hex) => /^[\da-f]{64}$/.test(hex))).toBe(true);
    expect(madeFrom({ a: 1 }, Uint8Array.of(1, 2))).toBe(made[2]);
  });
});

describe('a trained model', () => {
  const model = (bias: number) => {
    const made = tfl.sequential({ layers: [tfl.layers.dense({ units: 2, inputShape: [1] })] });
    made.setWeights([tf.tensor2d([1, 2], [1, 2]), tf.tensor1d([bias, bias])]);
    return made;
  };
  const history = { batches: [], epochs: [], seconds: 1 };
  const biasOf = ({ model: { weights } }: { model: tfl.LayersModel }) => weights[1]!.read();
  const train = vi.fn(async () => ({ model: model(5), history }));

  it('is taken for no training but its own', async () => {
    await saveModel(at('m'), one, model(3), history);
    const same = await cachedModel(at('m'), one, false, train);
    expect(same.from).toBe(at('m'));
    await expectClose(biasOf(same), tf.tensor1d([3, 3]), 0);
    const trained = await cachedModel(at('m'), other, false, train);
    expect(trained.from).toBeUndefined();
    await expectClose(biasOf(trained), tf.tensor1d([5, 5]), 0);
    expect(printed).toMatch(anew(at('m')));
    expect((await cachedModel(at('m'), other, false, train)).from).toBe(at('m'));
    expect(train).toHaveBeenCalledTimes(1);
  });

  it('of MNIST is made from its options and digits', async () => {
    const digits = (value: number) => ({
      images: tf.fill([1, 2, 2, 1], value) as tf.Tensor4D,
      labels: Int32Array.of(1),
    });
    const of = (args: string[], train = 1, test = 2) =>
      trainingOf(parseOptions(args)!, digits(train), digits(test));
    const own = await of([]);
    expect(await of(['--output=x', '--cache=y', '--retrain'])).toBe(own);
    const others = [of(['--epochs=2']), of(['--seed=3']), of(['--images=9']), of(['--full'])];
    for (const made of [...others, of([], 3), of([], 1, 3)]) expect(await made).not.toBe(own);
  });
});

describe('a run of the Raman example', () => {
  const samples = { values: Float32Array.of(1, 2), labels: Int32Array.of(0) };
  const task: Task = {
    ...{ experiment: '1e-3', epochs: 3, seed: 1, width: 1, train: samples, validation: samples },
  };
  const run = { history: { loss: [1, Number.NaN] }, confusion: [[1]], seconds: 2 };
  const file = () => cacheFile(folder, task, 'run');
  const options = () => ({ ...parseRaman([])!, cache: folder });

  it('is read where it is its own', async () => {
    writeCache(file(), fingerprint(task), serialize(run));
    expect(await trainAll('title', [task], options())).toEqual([run]);
  });

  it('is refused where it is nobody knows whose, or half there', async () => {
    const message = `the cached training ${file()} is damaged: delete it, or use --retrain`;
    for (const bytes of [serialize(run), serialize({}), Buffer.from('{'), Buffer.alloc(0)]) {
      writeFileSync(file(), bytes);
      await expect(trainAll('title', [task], options())).rejects.toThrow(new UserError(message));
    }
    writeCache(file(), fingerprint(task), serialize(run));
    truncateSync(file(), 100);
    await expect(trainAll('title', [task], options())).rejects.toThrow(new UserError(message));
    expect(existsSync(file())).toBe(true);
  });

  it('is made anew where it is from another training', async () => {
    writeCache(file(), fingerprint({ ...task, seed: 2 }), serialize(run));
    // the thread refuses one spectrum of two points: what counts is that it was asked
    await expect(trainAll('title', [task], options())).rejects.toThrow();
    expect(printed).toMatch(anew(file()));
  }, 60_000);
});
