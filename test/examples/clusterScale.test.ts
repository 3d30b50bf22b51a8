import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { lrp, pixelFlipping, selectKernels } from 'fourier-xai';
import { decodeShard } from 'fourier-xai/shards';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resultFile } from '../../examples/cluster/shardFiles';
import { writeDigits } from '../../examples/cluster/writeDigits';
import { writeModel } from '../../examples/explorer/making/writeModel';
import { shallowModel } from '../../examples/shared/shallowModel';
import { classNames, readDigits } from '../../support/digits';
import { lacking } from '../helpers/lacking';
import { runProgram } from '../helpers/run';

/*
 * Many images on two workers, of which one is killed: together what one run gives.
 */

const program = 'examples/cluster/main.ts';
const IMAGES = 2000;
let folder: string;
let model: LayersModel;
let x: tf.Tensor4D;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cluster-scale-'));
  model = shallowModel({ side: 28, filters: [4, 8, 12], units: 16, classes: 2, seed: 5 });
  await writeModel(folder, model);
  await writeDigits(join(folder, 'digits.tar'), IMAGES);
  x = digitsByName();
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
  x.dispose();
});

/** In the order of the names in the tar: first the 1s. */
function digitsByName(): tf.Tensor4D {
  const { pixels, labels } = readDigits('t10k', IMAGES);
  const order = classNames.flatMap((_, label) =>
    [...labels.keys()].filter((i) => labels[i] === label),
  );
  const values = order.flatMap((i) =>
    Array.from(pixels.subarray(784 * i, 784 * (i + 1)), (byte) => byte / 255),
  );
  return tf.tensor4d(values, [IMAGES, 28, 28, 1]);
}

/** In twenty shards. */
async function planned(task: string): Promise<string> {
  const out = mkdtempSync(join(folder, `${task}-`));
  const files = [`--model=${join(folder, 'model.json')}`, `--images=${join(folder, 'digits.tar')}`];
  const { code } = await runProgram(program, ['plan', ...files, `--task=${task}`, `--out=${out}`]);
  expect(code).toBe(0);
  return out;
}

async function merged(out: string): Promise<unknown> {
  expect(await runProgram(program, ['merge', `--in=${out}`])).toMatchObject({ code: 0 });
  return (await decodeShard(readFileSync(resultFile(out)))).value;
}

/** The processes with all of these words in their command lines. */
const processesOf = (...words: string[]): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const line = commandLine(pid);
      return words.every((word) => line.includes(word));
    })
    .map(Number);

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // it has ended
  }
}

/** What is printed; once that matches, `act` gets the match. */
function watched(child: ChildProcess, pattern: RegExp, act: (match: RegExpExecArray) => void) {
  let [text, done] = ['', false];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data) => {
      text += data;
      const match = pattern.exec(text);
      if (done || !match) return;
      done = true;
      act(match);
    });
  }
  return new Promise<{ code: number | null; text: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, text }));
  });
}

describe('2,000 images in 20 shards on two workers, one killed', {
  tags: 'slow',
  timeout: 300_000,
}, () => {
  it('by GNU parallel', async ({ skip }) => {
    const lack = lacking('parallel');
    if (lack) skip(lack);
    const out = await planned('selectKernels');
    const env = { ...process.env, JOBS: '2', WAIT: '1' };
    const child = spawn('bash', [join(out, 'submit/parallel.sh')], { env });
    let killed = '';
    const { code, text } = await watched(child, /shard (\d+) begins/, ([, shard]) => {
      killed = shard as string;
      // not the shells around it
      const [pid] = processesOf('tsx', 'main.ts', out, `--shard\0${shard}\0`).reverse();
      process.kill(pid as number, 'SIGKILL');
    });
    expect(text).toContain(`shard ${killed}: try 1 ended with exit code 137`);
    expect(text).toMatch(
      new RegExp(`code 137[^]* shard ${killed} begins[^]* shard ${killed} is written`),
    );
    expect(code).toBe(0);
    expect(await merged(out)).toEqual(await selectKernels(model, x));
  });

  it('by BullMQ', async ({ skip }) => {
    const lack = lacking('redis-server');
    if (lack) skip(lack);
    const out = await planned('pixelFlipping');
    const args = ['--import', 'tsx', program, 'queue', `--in=${out}`, '--workers=2'];
    const child = spawn(process.execPath, args);
    const { code, text } = await watched(child, /[1-9]\d*\/20 shards/, () => {
      const workers = processesOf('workerProcess').filter((pid) => parentOf(pid) === child.pid);
      expect(workers).toHaveLength(2);
      process.kill(workers[0] as number, 'SIGKILL');
    });
    expect(text).toMatch(/worker \d died \(SIGKILL\), another one takes its place/);
    expect(text).toMatch(/shard \d+.*run again/);
    expect(code).toBe(0);
    const found = (await merged(out)) as { curve: number[]; count: number };
    const expected = await pixelFlipping(model, x, lrp(model, x));
    expect(found.count).toBe(IMAGES);
    for (const [i, value] of expected.curve.entries())
      expect(Math.abs((found.curve[i] as number) - value)).toBeLessThan(1e-6);
  });
});

const parentOf = (pid: number): number =>
  Number(/PPid:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
