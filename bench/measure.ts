import { OutputsDiffer, relativeDifference, settle } from './compare';
import type { Match, Side } from './contest';

export interface Pace {
  /** Timed runs of each side: at least so many, and more while there is time left, up to the most. */
  readonly least: number;
  readonly most: number;
  /** Milliseconds for the timed runs of both sides together. */
  readonly budget: number;
  /** Milliseconds of untimed runs of each side, at least. */
  readonly warmUp: number;
  /** Calls are repeated until one timed run lasts about so many milliseconds. */
  readonly shortest: number;
}

const thorough: Pace = { least: 9, most: 51, budget: 2000, warmUp: 500, shortest: 5 };
const hasty: Pace = { least: 3, most: 3, budget: 0, warmUp: 0, shortest: 1 };

export const paceOf = (quick: boolean): Pace => (quick ? hasty : thorough);

export interface Times {
  /** Median milliseconds of a call. */
  readonly ours: number;
  readonly peer: number;
  /** How many times as fast as the peer. */
  readonly ratio: number;
  /** Of the outputs, as of {@link relativeDifference}. */
  readonly difference: number;
  /** Timed runs of each side. */
  readonly runs: number;
}

export interface Conditions {
  readonly tolerance: number;
  readonly pace: Pace;
  /** Milliseconds; the browser's and Node's clock by default. */
  readonly now?: () => number;
}

/**
 * Compares the outputs, warms both sides up, and times them in turns, so that whatever slows the machine down meets
 * both.
 *
 * @throws OutputsDiffer, before anything is timed
 */
export async function measure(
  { ours, peer }: Match,
  { tolerance, pace, now = () => performance.now() }: Conditions,
): Promise<Times> {
  const difference = await compare(ours, peer);
  if (!(difference <= tolerance)) {
    throw new OutputsDiffer(
      `the outputs differ by ${difference.toExponential(1)} of the largest value, more than ${tolerance}`,
    );
  }
  const calls = [await callsOf(ours, pace, now), await callsOf(peer, pace, now)] as const;
  const times: [number[], number[]] = [[], []];
  const began = now();
  const isTimeLeft = () => now() - began < pace.budget && times[0].length < pace.most;
  for (let i = 0; i < pace.least || isTimeLeft(); i++) {
    // who goes first changes: neither always finds the other's data in the cache
    for (const side of i % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      times[side].push(await timeOf([ours, peer][side] as Side, calls[side], now));
    }
    await breath();
  }
  const whole = (side: Side, list: number[]) => median(list) / (side.share ?? 1);
  const [ourTime, peerTime] = [whole(ours, times[0]), whole(peer, times[1])];
  const ratio = peerTime / ourTime;
  return { ours: ourTime, peer: peerTime, ratio, difference, runs: times[0].length };
}

async function compare(ours: Side, peer: Side): Promise<number> {
  const answerOf = async (side: Side) => {
    await side.enter?.();
    const answer = await side.run();
    return side.compared ? side.compared(answer) : answer;
  };
  const our = await answerOf(ours);
  return relativeDifference(our, await answerOf(peer));
}

/** Warms a side up and finds how many of its calls one timed run needs. */
async function callsOf(side: Side, { warmUp, shortest }: Pace, now: () => number): Promise<number> {
  const began = now();
  let [calls, total] = [1, 0];
  do {
    if (total > 0) calls = Math.ceil((calls * Math.max(shortest, total / 8)) / total);
    total = calls * (await timeOf(side, calls, now));
    await breath();
  } while (total < shortest / 2 || now() - began < warmUp);
  return calls;
}

/** Milliseconds of a call, of so many in a row. */
async function timeOf(side: Side, calls: number, now: () => number): Promise<number> {
  await side.enter?.();
  const began = now();
  for (let i = 0; i < calls; i++) {
    const answer = side.run();
    await settle(answer instanceof Promise ? await answer : answer);
  }
  return (now() - began) / calls;
}

/** Lets the process notice Ctrl-C between two runs. */
const breath = () => new Promise((resolve) => setTimeout(resolve, 0));

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return ((low as number) + (high as number)) / 2;
}
