import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { OutputsDiffer, relativeDifference } from '../../bench/compare';
import type { Answer, Side } from '../../bench/contest';
import { measure, median, type Pace } from '../../bench/measure';

const pace: Pace = { least: 9, most: 9, budget: 0, warmUp: 0, shortest: 5 };

/** A clock that moves only while a side works: for the durations of its calls, again and again. */
function fakeClock() {
  let time = 0;
  const log: string[] = [];
  const side = (name: string, durations: readonly number[], answer: Answer = same): Side => {
    let calls = 0;
    const run = () => {
      time += durations[calls++ % durations.length] as number;
      log.push(name);
      return answer;
    };
    return { name, run };
  };
  return { now: () => time, side, log };
}

const same = [Float32Array.of(1, -2)];

describe('median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 10, 2], 3],
    [[100, 20, 3], 20],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

describe('measure', () => {
  it('takes the median of each side and divides the peer by ours', async () => {
    const { now, side } = fakeClock();
    // two calls come before the nine timed ones: comparison and warm-up
    const ours = side('ours', [99, 99, 10, 90, 11, 12, 80, 13, 14, 15, 16]);
    const peer = side('peer', [99, 99, 40, 70, 50, 28, 29, 30, 20, 21, 22]);
    const times = await measure({ ours, peer }, { tolerance: 0, pace, now });
    expect(times).toEqual({ ours: 14, peer: 29, ratio: 29 / 14, difference: 0, runs: 9 });
  });

  it.each([
    [400, 100, 20],
    [400, 15, 15],
    [0, 100, 9],
  ])('goes on for %d ms and at most %d runs: %d', async (budget, most, expected) => {
    const { now, side } = fakeClock();
    const match = { ours: side('ours', [10]), peer: side('peer', [10]) };
    const longer = { ...pace, budget, most };
    const { runs } = await measure(match, { tolerance: 0, pace: longer, now });
    expect(runs).toBe(expected);
  });

  it('compares values in the order of the other side, where one says how to get it', async () => {
    const { now, side } = fakeClock();
    const compared = ([list]: Answer): Answer => [(list as Float32Array).toReversed()];
    const turned = { ...side('peer', [20], [Float32Array.of(-2, 1)]), compared };
    const times = await measure(
      { ours: side('ours', [10]), peer: turned },
      { tolerance: 0, pace, now },
    );
    expect(times).toMatchObject({ difference: 0, ratio: 2 });
    const other = { ...turned, compared: (answer: Answer) => answer };
    await expect(
      measure({ ours: side('ours', [10]), peer: other }, { tolerance: 0, pace, now }),
    ).rejects.toThrow(OutputsDiffer);
  });

  it('warms up for as long as asked', async () => {
    const { now, side, log } = fakeClock();
    const match = { ours: side('ours', [10]), peer: side('peer', [25]) };
    await measure(match, { tolerance: 0, pace: { ...pace, warmUp: 100 }, now });
    expect(log.filter((name) => name === 'ours')).toHaveLength(1 + 10 + 9);
    expect(log.filter((name) => name === 'peer')).toHaveLength(1 + 4 + 9);
  });

  it('repeats calls that are too short for the clock', async () => {
    const { now, side, log } = fakeClock();
    const match = { ours: side('ours', [0.5]), peer: side('peer', [20]) };
    const times = await measure(match, { tolerance: 0, pace, now });
    expect(times).toMatchObject({ ours: 0.5, peer: 20, ratio: 40 });
    // ten calls of 0.5 ms make one run, in the last run of the warm-up, too
    expect(log.filter((name) => name === 'ours')).toHaveLength(1 + 1 + 10 + 9 * 10);
    expect(log.filter((name) => name === 'peer')).toHaveLength(1 + 1 + 9);
  });

  it('lets the sides take turns at being first', async () => {
    const { now, side, log } = fakeClock();
    const match = { ours: side('ours', [10]), peer: side('peer', [10]) };
    await measure(match, { tolerance: 0, pace, now });
    expect(log.slice(4, 12).join(' ')).toBe('ours peer peer ours ours peer peer ours');
  });

  it('enters a side before each of its runs, outside of their time', async () => {
    const { now, side, log } = fakeClock();
    const enter = side('enter', [1]).run;
    const match = { ours: { ...side('ours', [10]), enter }, peer: side('peer', [10]) };
    const times = await measure(match, { tolerance: 0, pace, now });
    expect(times.ours).toBe(10);
    expect(log.join(' ').match(/enter ours/g)).toHaveLength(11);
  });

  it('refuses outputs that differ, before it times anything', async () => {
    const { now, side, log } = fakeClock();
    const match = {
      ours: side('ours', [10], [Float32Array.of(1, 2.5)]),
      peer: side('peer', [10], [Float32Array.of(1, 2)]),
    };
    const refused = measure(match, { tolerance: 0.1, pace, now });
    await expect(refused).rejects.toThrow(OutputsDiffer);
    await expect(refused).rejects.toThrow('differ by 2.5e-1 of the largest value, more than 0.1');
    expect(log).toEqual(['ours', 'peer']);
  });
});

describe('relativeDifference', () => {
  it('is the largest over all parts, by the largest value of the peer; tensors are disposed', async () => {
    const before = tf.memory().numTensors;
    const ours = [tf.tensor([1, 2, 3]), Float32Array.of(4)];
    const peer = [tf.tensor([1, 2.5, 3]), Float32Array.of(4)];
    expect(await relativeDifference(ours, peer)).toBe(0.125);
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ['NaN', [Float32Array.of(Number.NaN)], [Float32Array.of(1)]],
    ['infinity on both sides', [Float32Array.of(1 / 0)], [Float32Array.of(1 / 0)]],
    ['other lengths', [Float32Array.of(1)], [Float32Array.of(1, 2)]],
    ['fewer parts', [Float32Array.of(1)], [Float32Array.of(1), Float32Array.of(1)]],
  ])('is infinite for %s', async (_name, ours, peer) => {
    expect(await relativeDifference(ours, peer)).toBe(Number.POSITIVE_INFINITY);
  });

  it('is absolute where the peer gives zeros only', async () => {
    expect(await relativeDifference([Float32Array.of(0.5)], [Float32Array.of(0)])).toBe(0.5);
  });
});
