import {
  cosineDecay,
  exponentialDecay,
  oneCycle,
  polynomialDecay,
  type Schedule,
  stepDecay,
  warmup,
} from 'fourier-xai/schedulers';
import { svg } from '../../examples/shared/picture';
import type { Picture } from './picture';
import { curveAxis } from './plot';

const EPOCHS = 50;
const FIRST = 0.01;

const cosine = cosineDecay({ initialLearningRate: FIRST, epochs: EPOCHS });

const all: Readonly<Record<string, Schedule>> = {
  'exponentialDecay: hold 10, rate 0.1': exponentialDecay({ holdEpochs: 10, rate: 0.1 }),
  'stepDecay: times 0.5 after 10': stepDecay({
    initialLearningRate: FIRST,
    dropRate: 0.5,
    epochsDrop: 10,
  }),
  cosineDecay: cosine,
  'polynomialDecay: a line': polynomialDecay({ initialLearningRate: FIRST, epochs: EPOCHS }),
  'oneCycle: up in 15 of 50': oneCycle({ maxLearningRate: FIRST, epochs: EPOCHS }),
  'warmup of cosineDecay, 5': warmup(cosine, { epochs: 5 }),
};

/** The rate of every epoch, as `learningRateScheduler` asks for them. */
function ratesOf(schedule: Schedule): number[] {
  const rates: number[] = [];
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    rates.push(schedule(epoch, rates.at(-1) ?? FIRST));
  }
  return rates;
}

const panel = ([title, schedule]: readonly [string, Schedule]) => ({
  title: { text: title, fontSize: 12, fontWeight: 500, anchor: 'start' },
  width: 250,
  height: 90,
  data: { values: ratesOf(schedule).map((rate, epoch) => ({ epoch, rate })) },
  mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1.5 },
  encoding: {
    x: curveAxis('epoch', 'epoch'),
    y: { ...curveAxis('rate', 'learning rate'), scale: { domain: [0, FIRST] } },
  },
});

/** The course of six schedules. */
export const schedules: Picture = {
  name: 'schedules.svg',
  make: () =>
    svg({
      background: 'white',
      padding: 12,
      columns: 2,
      spacing: { row: 20, column: 24 },
      align: 'none',
      concat: Object.entries(all).map(panel),
    }),
};
