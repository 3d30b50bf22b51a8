import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import * as fx from 'fourier-xai';
import { decodeShard, type ShardResult } from 'fourier-xai/shards';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { dataFingerprint } from '../../examples/cluster/data/dataFingerprint';
import { writeSubmitFiles } from '../../examples/cluster/engines/writeSubmitFiles';
import { findings } from '../../examples/cluster/findings';
import { listed } from '../../examples/cluster/listed';
import { makePlan } from '../../examples/cluster/makePlan';
import { mergeAll } from '../../examples/cluster/mergeAll';
import { type PlanOptions, parseCommand } from '../../examples/cluster/options';
import { readPlan, shardsOf, writePlan } from '../../examples/cluster/plan';
import { readModel } from '../../examples/cluster/ready';
import { runShard } from '../../examples/cluster/runShard';
import { pageFile, resultFile, shardFile } from '../../examples/cluster/shardFiles';
import { missingShards } from '../../examples/cluster/shardStates';
import { type TaskName, taskNames } from '../../examples/cluster/tasks';
import { writeModel } from '../../examples/explorer/making/writeModel';
import { shallowModel } from '../../examples/shared/shallowModel';
import { classNames, readDigits } from '../../support/digits';
import { expectReadable } from '../../support/reportChecks';
import { TryAgain } from '../../support/userError';
import { expectComplaint, runProgram } from '../helpers/run';

const program = 'examples/cluster/main.ts';
/** Odd, and no multiple of a shard or a batch. */
const [IMAGES, SIZE] = [83, 35];
let folder: string;
let model: LayersModel;
let digits: { readonly x: tf.Tensor4D; readonly classes: number[] };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cluster-'));
  model = shallowModel({ side: 12, filters: [3, 5], units: 6, classes: 2, seed: 3 });
  await writeModel(folder, model);
  digits = await writeDigits(join(folder, 'digits'));
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
  tf.dispose([digits.x, model.weights.map((weight) => weight.read())]);
});

/** As PNGs in a folder for each class; gives them as the model takes them, in the order of their names. */
async function writeDigits(to: string): Promise<typeof digits> {
  const { pixels, labels } = readDigits('t10k', IMAGES);
  const images = await Promise.all(
    Array.from(labels, async (label, i) => {
      const name = `${classNames[label]}/${String(i).padStart(3, '0')}.png`;
      const raw = pixels.subarray(784 * i, 784 * (i + 1));
      const small = sharp(raw, { raw: { width: 28, height: 28, channels: 1 } }).resize(12, 12);
      const bytes = await small.toColourspace('b-w').raw().toBuffer();
      mkdirSync(join(to, classNames[label] as string), { recursive: true });
      await sharp(bytes, { raw: { width: 12, height: 12, channels: 1 } }).toFile(join(to, name));
      return { name, label, bytes };
    }),
  );
  images.sort((a, b) => (a.name < b.name ? -1 : 1));
  const values = images.flatMap(({ bytes }) =>
    Array.from(bytes, (byte) => Math.fround(byte / 255)),
  );
  return {
    x: tf.tensor4d(values, [IMAGES, 12, 12, 1]),
    classes: images.map(({ label }) => label),
  };
}

const given = (task: TaskName, out: string, more: readonly string[] = []): PlanOptions => {
  const [files, images] = [join(folder, 'model.json'), join(folder, 'digits')];
  const command = parseCommand([
    ...['plan', `--task=${task}`, `--model=${files}`, `--images=${images}`],
    ...[
      `--size=${SIZE}`,
      `--out=${out}`,
      ...(task === 'fourierHeatmap' ? ['--norm=2'] : []),
      ...more,
    ],
  ]);
  if (command.word !== 'plan') throw new Error('no plan was asked for');
  return command;
};

/** A plan in a folder of its own. */
async function planned(task: TaskName, more: readonly string[] = []): Promise<string> {
  const out = mkdtempSync(join(folder, `${task}-`));
  writePlan(out, (await makePlan(given(task, out, more))).plan);
  return out;
}

const shardNumbers = (of: string) => shardsOf(readPlan(of)).map(({ index }) => index);

async function runAll(of: string): Promise<void> {
  // not in order
  for (const index of shardNumbers(of).reverse()) await runShard(of, index);
}

/** What merging gives, without what it says. */
async function merged(of: string): Promise<unknown> {
  const quiet = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const code = await mergeAll(of).finally(() => quiet.mockRestore());
  expect(code).toBe(0);
  return resultOf(of);
}

const resultOf = async (of: string) => (await decodeShard(readFileSync(resultFile(of)))).value;

/** What one call of the library gives for all images. */
const inOneRun: { readonly [T in TaskName]: () => Promise<unknown> } = {
  selectKernels: () => fx.selectKernels(model, digits.x),
  kernelHistogram: async () => {
    const { histogram, histogramByClass, given: all } = await fx.selectKernels(model, digits.x);
    return { given: all, looked: all, histogram, histogramByClass };
  },
  pixelFlipping: async () => fx.pixelFlipping(model, digits.x, fx.lrp(model, digits.x)),
  pixelInsertion: async () => fx.pixelInsertion(model, digits.x, fx.lrp(model, digits.x)),
  frequencyFlipping: () => fx.frequencyFlipping(model, digits.x, 'highestFirst'),
  frequencyInsertion: () => fx.frequencyInsertion(model, digits.x, 'highestFirst'),
  fourierHeatmap: async () => {
    const options = { norm: 2, seed: 0 };
    const { errors, count } = await fx.fourierHeatmap(model, digits.x, digits.classes, options);
    return { errors, count };
  },
  meanMap: () => fx.meanMap(digits.x, (some) => fx.lrp(model, some)),
  confusionMatrix: async () => {
    const predicted = tf.argMax(model.predict(digits.x) as tf.Tensor2D, 1);
    return fx.confusionMatrix(digits.classes, await predicted.data<'int32'>(), 2);
  },
};

/** Numbers of means are the same but for rounding, all others to the bit. */
function expectSame(task: TaskName, found: unknown, expected: unknown): void {
  const isMean = /Flipping|Insertion|meanMap/.test(task);
  if (!isMean) {
    expect(found).toEqual(expected);
    return;
  }
  const numbersOf = (value: unknown): number[] =>
    typeof value === 'number' ? [value] : Object.values(value as object).flatMap(numbersOf);
  const [ours, theirs] = [numbersOf(found), numbersOf(expected)];
  expect(ours).toHaveLength(theirs.length);
  const scale = Math.max(...numbersOf({ ...(expected as object), count: 0 }).map(Math.abs));
  for (const [i, value] of theirs.entries())
    expect(Math.abs((ours[i] as number) - value)).toBeLessThanOrEqual(1e-6 * scale);
}

describe('shards of a data set', () => {
  it.each(taskNames)('%s: are together what one run gives', async (task) => {
    const of = await planned(task);
    expect(shardNumbers(of)).toEqual([0, 1, 2]);
    expect(await missingShards(of, readPlan(of))).toEqual([0, 1, 2]);
    await runAll(of);
    expectSame(task, await merged(of), await inOneRun[task]());
  });

  it('draw what one run draws: images of a share, the signs of waves, noise', async () => {
    const options = { fraction: 0.4, seed: 7 };
    const some = await planned('selectKernels', ['--fraction=0.4', '--seed=7']);
    await runAll(some);
    const whole = await fx.selectKernels(model, digits.x, options);
    expect(await merged(some)).toEqual(whole);
    expect(whole.images.length).toBeLessThan(IMAGES / 2);

    const noisy = await planned('meanMap', ['--method=smoothGrad', '--seed=7']);
    await runAll(noisy);
    const mean = await fx.meanMap(digits.x, (x, firstImage) =>
      fx.smoothGrad(model, x, { sigma: 0.15, seed: 7, firstImage }),
    );
    expectSame('meanMap', await merged(noisy), mean);
  });

  it('are the same of a tar, a folder, and another size of shards', async () => {
    const tar = join(folder, 'digits.tar');
    execFileSync('tar', ['-cf', tar, '-C', join(folder, 'digits'), '.']);
    const results: unknown[] = [];
    for (const more of [[`--images=${tar}`], ['--size=1'], ['--size=83']]) {
      const of = await planned('selectKernels', more);
      await runAll(of);
      results.push(await merged(of));
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });
});

describe('the page of a result', { tags: 'slow' }, () => {
  it.each([
    ['selectKernels', '83 of 83 images need'],
    ['pixelInsertion', 'The mean logit of the predicted class as pixels are shown'],
    ['frequencyFlipping', 'as frequencies are taken away'],
    ['fourierHeatmap', 'by a wave of L2 norm 2'],
    ['meanMap', 'of all images by lrp'],
    ['confusionMatrix', 'The scores of each class'],
  ] as const)('of %s reads well', async (task, text) => {
    const of = await planned(task);
    await runAll(of);
    await merged(of);
    expect(readFileSync(pageFile(of), 'utf8')).toContain(text);
    await expectReadable(pageFile(of));
  });
});

describe('a shard', () => {
  it('is not computed again where its file is there, and is where that is cut short', async () => {
    const of = await planned('confusionMatrix');
    expect(await runShard(of, 1)).toMatchObject({ shard: 1, images: SIZE, wasThere: false });
    expect(await runShard(of, 1)).toMatchObject({ shard: 1, wasThere: true });
    const file = shardFile(of, 1);
    const whole = readFileSync(file);
    for (const length of [0, 1, 20, whole.length - 1]) {
      writeFileSync(file, whole.subarray(0, length));
      expect(await missingShards(of, readPlan(of))).toEqual([0, 1, 2]);
      expect(await runShard(of, 1)).toMatchObject({ wasThere: false });
      expect(readFileSync(file)).toEqual(whole);
    }
    expect(readdirSync(join(of, 'shards'))).toEqual(['000001.json.gz']);
  });

  it('of other options, another model or in the wrong place is refused, and stays', async () => {
    const of = await planned('kernelHistogram');
    const other = await planned('kernelHistogram', ['--tolerance=0.2']);
    await runAll(of);
    await runShard(other, 2);
    const mine = readFileSync(shardFile(of, 2));
    const attempts = async (message: RegExp) => {
      for (const attempt of [() => runShard(of, 2), () => mergeAll(of)])
        await expect(attempt()).rejects.toThrow(message);
      expect(existsSync(resultFile(of))).toBe(false);
    };
    copyFileSync(shardFile(other, 2), shardFile(of, 2));
    await attempts(
      /000002.json.gz is not of this plan, move it away: tolerance is 0.2 in the shard, but 0.3 in the job$/,
    );
    copyFileSync(shardFile(of, 1), shardFile(of, 2));
    await attempts(
      /not of this plan, move it away: it holds images 35 to 69 of 83, but shard 2 has images 70 to 82 of 83$/,
    );
    writeFileSync(shardFile(of, 2), mine);
    await merged(of);
  });

  it('is refused by a plan of another model, other images or another version', async () => {
    const of = await planned('confusionMatrix');
    const plan = readPlan(of);
    const changed = async (change: object, message: RegExp) => {
      const out = mkdtempSync(join(folder, 'changed-'));
      writePlan(out, { ...plan, ...change });
      await expect(runShard(out, 0)).rejects.toThrow(message);
    };
    const second = mkdtempSync(join(folder, 'model-'));
    await writeModel(
      second,
      shallowModel({ side: 12, filters: [3, 5], units: 6, classes: 2, seed: 4 }),
    );
    await changed(
      { model: join(second, 'model.json') },
      /^the model .*model.json is not the one that the plan was made with$/,
    );
    await changed(
      { job: { ...plan.job, options: { ...plan.job.options, tfjs: '3.0.0' } } },
      /^the plan was made with fourier-xai \S+ and tf.js 3.0.0, but here are \S+ and 4.22.0: all/,
    );
    const sizes = [...plan.images.sizes];
    sizes[3] = 1;
    const images = { ...plan.images, sizes };
    for (const change of [
      { images },
      { scaling: 'signed' },
      { classes: plan.classes?.toReversed() },
    ])
      await changed(change, /^plan.json was changed after it was made: options, images or classes/);
    await changed({ size: '35' }, /^\S+plan.json is no plan of this version: make it anew with/);
    const job = { ...plan.job, data: dataFingerprint(images) };
    await changed({ images, job }, /1\/\d+.png has \d+ bytes.* changed/);
  });
});

it('a model of other classes than there are folders needs a table', async () => {
  const images = mkdtempSync(join(folder, 'sevens-'));
  cpSync(join(folder, 'digits', classNames[1] as string), join(images, '7'), { recursive: true });
  const plan = given('confusionMatrix', images, [`--images=${images}`]);
  await expect(makePlan(plan)).rejects.toThrow(
    /^the images lie in 1 folders, but the model has 2 classes: say by --classes FILE which/,
  );
});

it.each([
  [503, 75],
  [429, 75],
  [404, 1],
  [0, 75],
])(
  'a model at an address may be tried again after an answer of %i or not',
  async (status, exitCode) => {
    const server = createServer((_, answer) => {
      if (status === 0) answer.destroy();
      else answer.writeHead(status).end();
    }).listen(0, '127.0.0.1');
    onTestFinished(() => {
      server.close();
    });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const error = await readModel(`http://127.0.0.1:${port}/model.json?key=SECRET`).catch((e) => e);
    expect(error).toMatchObject({ exitCode, message: expect.not.stringContaining('SECRET') });
    expect(error.message).toMatch(
      /^the model http:\S+model.json cannot be loaded: .* cannot be fetched: /,
    );
  },
);

it('a selection may have drawn no image', () => {
  const value = { images: [], given: 7, histogram: [0], selected: [] };
  const result = { job: { measure: 'selection' }, count: 7, value } as unknown as ShardResult;
  expect(findings(result)).toEqual(['none of 7 images was drawn']);
});

describe('npm run cluster', { tags: 'slow' }, () => {
  const run = (args: readonly string[]) => runProgram(program, args);

  it('plans, runs in threads and one by one, tells what is missing, and merges', async () => {
    const out = join(folder, 'a plan, with blanks');
    const { model: files, images } = given('selectKernels', out);
    const plan = [
      'plan',
      `--model=${files}`,
      `--images=${images}`,
      `--size=${SIZE}`,
      `--out=${out}`,
    ];
    const first = await run(plan);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toMatch(
      /^images are cut .* 12 x 12 gray pixels with the scaling unit; .*\ntrying the first images …\n83 images in 3 shards of 35, in /,
    );
    expect(await run(['status', `--in=${out}`])).toMatchObject({
      code: 3,
      out: '0 of 3 shards are there, 0 of 83 images\nmissing: 0-2\n',
    });
    const one = await run(['run', `--in=${out}`, '--shard=1']);
    expect(one.code).toBe(0);
    expect(one.out).toMatch(
      /^\S+Z shard 1 begins: images 35 to 69 of 83\n\S+Z shard 1 is written: 35 im/,
    );
    expect(await run(['status', '--missing', `--in=${out}`])).toMatchObject({
      code: 3,
      out: '0\n2\n',
    });
    const early = await run(['merge', `--in=${out}`]);
    expect(early).toMatchObject({
      code: 3,
      out: expect.stringMatching(/\nmissing: 0, 2\nnothing is merged; next: .* run --in /),
    });
    expect(await run(['run', `--in=${out}`, '--workers=2'])).toMatchObject({ code: 0 });
    const merged = await run(['merge', `--in=${out}`]);
    expect(merged.code).toBe(0);
    expect(merged.out).toMatch(
      /^83 of 83 images need \d\.\d of 5 kernels on average\nmost required/,
    );
    expect(await resultOf(out)).toEqual(await fx.selectKernels(model, digits.x));
    expect(await run(plan)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/\nthe same plan is there already\n/),
    });
    await expectComplaint(
      program,
      [...plan, '--tolerance=0.1'],
      /holds a plan of another task, model, images or options: give another --out/,
    );
  }, 120_000);

  it('keeps what threads have computed where another shard fails, whatever the reason', async () => {
    const bright = mkdtempSync(join(folder, 'bright-'));
    const overflows = shallowModel({ side: 12, filters: [3, 5], units: 6, classes: 2, seed: 3 });
    overflows.setWeights(overflows.getWeights().map((weight) => tf.mul(weight, 1e30)));
    await writeModel(bright, overflows);
    const images = join(bright, 'images');
    mkdirSync(images);
    for (let i = 0; i < 6; i++) {
      const raw = { width: 12, height: 12, channels: 1 } as const;
      const pixels = Buffer.alloc(144, i === 3 ? 255 : 0);
      await sharp(pixels, { raw }).toFile(join(images, `${i}.png`));
    }
    const out = join(bright, 'run');
    const what = [`--model=${join(bright, 'model.json')}`, `--images=${images}`];
    const plan = ['plan', ...what, '--size=2', `--out=${out}`];
    expect(await run([...plan, '--layer=none'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /^cluster: selectKernels: no layer 'none' [^\n]+ \(image 0 is 0\.png\)\n$/,
      ),
    });
    expect(await run(plan)).toMatchObject({ code: 0 });
    const { code, err } = await run(['run', `--in=${out}`, '--workers=1']);
    expect(code).toBe(1);
    expect(err).toMatch(
      /\nshard 1: selectKernels: the logits of image 1 must be finite, [^\n]+ \(image 0 is 2\.png\)\ncluster: 1 of 3 shards failed\n$/,
    );
    expect(readdirSync(join(out, 'shards'))).toEqual(['000000.json.gz', '000002.json.gz']);
  }, 60_000);

  it('leaves nothing behind where threads are stopped', {
    tags: 'slow',
    timeout: 60_000,
  }, async () => {
    const out = await planned('confusionMatrix', ['--size=1']);
    const ended = await runProgram(program, ['run', `--in=${out}`], /[1-9]\d*\/83/, 'SIGTERM');
    expect(ended.code).toBe(143);
    for (const name of readdirSync(join(out, 'shards'))) expect(name).toMatch(/^\d{6}.json.gz$/);
  });

  it('says what is wrong', async () => {
    const wrong = (args: readonly string[], message: RegExp) =>
      expect(() => parseCommand(args)).toThrow(message);
    wrong(
      ['fly'],
      /^'fly' is no command: there are plan, run, status, merge, queue, work, sample; --h/,
    );
    wrong(['run'], /^--in is needed; --help tells more$/);
    wrong(
      ['run', '--in=a', '--shard=-1'],
      /^--shard must be a whole number of at least 0, but it is '-1'/,
    );
    wrong(['plan', '--model=a', '--out=b'], /^--images is needed/);
    const plan = ['plan', '--model=a', '--images=b', '--out=c'];
    wrong([...plan, '--task=fly'], /^--task must be selectKernels or .*, but it is 'fly'$/);
    wrong(
      [...plan, '--norm=1'],
      /^--norm is no option of the task selectKernels, which takes --tolerance/,
    );
    wrong([...plan, '--task=fourierHeatmap'], /^the task fourierHeatmap needs --norm$/);
    wrong(
      [...plan, '--fraction=0'],
      /^--fraction must be a number from 0.000001 to 1, but it is '0'$/,
    );
    wrong([...plan, '--scaling=x'], /^--scaling must be unit or signed or caffe, but it is 'x'$/);
    await expectComplaint(
      program,
      ['run', `--in=${folder}`, '--shard=0'],
      /^cluster: there is no plan in/,
    );
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)(
    'leaves nothing of a shard on %s',
    async (signal, code) => {
      const out = await planned('fourierHeatmap');
      const args = ['run', `--in=${out}`, '--shard=0'];
      const ended = await runProgram(program, args, /shard 0 begins/, signal);
      expect(ended).toMatchObject({ code, err: '' });
      expect(ended.out).toMatch(/^\S+Z shard 0 begins: images 0 to 34 of 83\n$/);
      expect(existsSync(join(out, 'shards'))).toBe(false);
    },
    30_000,
  );

  it('says that a full disk is one, and to try again', async ({ skip }) => {
    const disk = mkdtempSync(join(folder, 'disk-'));
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24k', 'tmpfs', disk]);
    if (mounted.status !== 0)
      skip('a file system of a few kilobytes needs the rights to mount one');
    onTestFinished(() => {
      execFileSync('umount', [disk]);
    });
    const out = await planned('selectKernels');
    cpSync(join(out, 'plan.json'), join(disk, 'plan.json'));
    mkdirSync(join(disk, 'shards'));
    const fill = () => writeFileSync(join(disk, 'full'), Buffer.alloc(1 << 16));
    expect(fill).toThrow('ENOSPC');
    const { code, err } = await run(['run', `--in=${disk}`, '--shard=0']);
    expect(err).toMatch(/^cluster: cannot write \S+000000.json.gz: the disk is full\n$/);
    expect(code).toBe(75);
    expect(readdirSync(join(disk, 'shards'))).toEqual([]);
    expect(await run(['merge', `--in=${disk}`])).toMatchObject({ code: 3 });
    const engines = { folder: disk, shards: 3, checkout: folder, memoryMiB: 100, minutes: 1 };
    await expect(writeSubmitFiles(engines)).rejects.toMatchObject({ exitCode: 75 });
    const plan = readPlan(out);
    rmSync(join(disk, 'plan.json'));
    writeFileSync(join(disk, 'full'), Buffer.alloc(1 << 12), { flag: 'a' });
    expect(() => writePlan(disk, plan)).toThrow(TryAgain);
  }, 30_000);

  it('does not bring back a folder that was taken away', async () => {
    const out = await planned('confusionMatrix');
    const onProgress = () => rmSync(out, { recursive: true, force: true });
    await expect(runShard(out, 0, { onProgress })).rejects.toThrow(
      /^cannot write .*000000.json.gz \(ENOENT\)$/,
    );
    expect(existsSync(out)).toBe(false);
  });

  it('may run a shard twice at once', async () => {
    const out = await planned('selectKernels');
    const both = await Promise.all([0, 1].map(() => run(['run', `--in=${out}`, '--shard=2'])));
    expect(both.map(({ code, err }) => [code, err])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    expect(readdirSync(join(out, 'shards'))).toEqual(['000002.json.gz']);
    await runAll(out);
    expect(await merged(out)).toEqual(await fx.selectKernels(model, digits.x));
  }, 30_000);
});

describe('listed', () => {
  it.each([
    [[], ''],
    [[4], '4'],
    [[0, 1], '0-1'],
    [[4, 7, 8, 9, 12], '4, 7-9, 12'],
  ])('%j is %s', (numbers, text) => {
    expect(listed(numbers)).toBe(text);
  });
});
