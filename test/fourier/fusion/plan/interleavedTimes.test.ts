import { expect, it } from 'vitest';
import { interleavedTimes } from '../../../../src/fourier/fusion/plan/interleavedTimes';

/** A clock that goes on as work is done, slower by a factor that changes with time. */
function machine(slowness: (time: number) => number = () => 1) {
  let time = 0;
  const turns: number[] = [];
  const work = (milliseconds: number, name = 0) => ({
    run: async (calls: number) => {
      turns.push(name);
      for (let i = 0; i < calls; i++) time += milliseconds * slowness(time);
    },
  });
  return { work, turns, now: () => time };
}

it('is the time of a call, of short work too', async () => {
  const { work, now } = machine();
  const [long, short] = await interleavedTimes([work(7), work(0.003)], now);
  expect(long).toBeCloseTo(7, 9);
  expect(short).toBeCloseTo(0.003, 9);
});

it('gives all a turn in each round', async () => {
  const { work, turns, now } = machine();
  await interleavedTimes([work(5, 0), work(5, 1), work(5, 2)], now);
  const rounds = turns.slice(-12);
  expect(rounds).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
});

it.each([
  // whatever is measured while a machine is slow takes long, as what came first did
  ['slow at first', (time: number) => (time < 250 ? 6 : 1)],
  ['slow in the end', (time: number) => (time > 350 ? 6 : 1)],
  ['slow at times', (time: number) => (time % 97 < 30 ? 6 : 1)],
])('keeps the ratios of a machine that is %s', async (_, slowness) => {
  const { work, now } = machine(slowness);
  const [one, two, three] = await interleavedTimes([work(6), work(3), work(12)], now);
  expect(one! / two!).toBeGreaterThan(1.5);
  expect(one! / two!).toBeLessThan(2.5);
  expect(three! / one!).toBeGreaterThan(1.5);
  expect(three! / one!).toBeLessThan(2.5);
});
