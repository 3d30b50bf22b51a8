import { describe, expect, it } from 'vitest';
import { experimentsOf } from '../../examples/raman/experiments';
import { type Observation, observationsOf, type Runs } from '../../examples/raman/observations';
import { observationTable } from '../../examples/raman/observationTable';
import type { Run } from '../../examples/raman/task';

const EPOCHS = 40;
type Curve = (share: number, epoch: number) => number;

/** A run whose curves are functions of the share of the epochs that is done. */
function made(curves: Record<string, Curve>, testLoss = 5): Run {
  const history: Record<string, number[]> = {};
  for (const [name, curve] of Object.entries(curves)) {
    history[name] = Array.from({ length: EPOCHS }, (_, epoch) =>
      curve(epoch / (EPOCHS - 1), epoch),
    );
  }
  const confusion = [[8, 2], [5, 5]]; // biome-ignore format: one line
  return { history, confusion, testConfusion: confusion, testLoss, seconds: 1 };
}

const constant = (value: number) => () => value;
/** Up and down by so much at first, and `calm` of it in the end. */
const restless =
  (size: number, calm = 1) =>
  (share: number, epoch: number) =>
    size * (1 - share + share * calm) * (epoch % 2);

/** As the document has it: learnt by half of the epochs, then overfitting. */
const learning = (noise = 0.04, calm = 1): Record<string, Curve> => ({
  loss: (share) => Math.max(1e-6, 1.2 - 2.4 * share),
  acc: (share, epoch) => (epoch === 25 ? 0.9 : Math.min(1, 0.52 + share) - (epoch === 3 ? 0.1 : 0)),
  val_loss: (share, epoch) => 1 - Math.min(share, 0.3) + 0.5 * Math.max(0, share - 0.3) + restless(noise, calm)(share, epoch), // biome-ignore format: one line
  val_acc: (share, epoch) => 0.6 + restless(noise, calm)(share, epoch),
  val_balancedAccuracy: (share, epoch) => 0.4 + restless(noise, calm)(share, epoch),
  lr: constant(1e-3),
});
const stuck = (loss: Curve): Record<string, Curve> => ({
  ...learning(),
  acc: constant(0.53),
  loss,
  val_loss: loss,
});

const all: Record<string, Run> = {
  '0.01': made(stuck(constant(7))),
  '1e-3': made(learning()),
  '1e-4': made({
    ...learning(0.02),
    loss: (share) => 1.2 - share,
    acc: (share) => 0.52 + 0.4 * share,
  }),
  '1e-6': made(stuck((share) => 1.3 - 0.05 * share)),
  exponential: made({
    ...learning(0.03, 0.1),
    loss: (share) => 1.2 - share,
    lr: (share) => 1e-3 * 0.01 ** share,
  }),
  ladder: made({ ...learning(0.03, 0.1), lr: (share) => 1e-3 * 0.9 ** Math.floor(20 * share) }, 4),
  'new model': made({ ...learning(), val_loss: constant(1) }),
};
const runs = (changed: Record<string, Run> = {}): Runs => ({
  majority: 0.53,
  run: (name) => ({ ...all, ...changed })[name] as Run,
});
const answers = (name: string, changed?: Record<string, Run>) =>
  observationsOf(runs(changed))
    .get(name)!
    .map(({ document, seen }) => [document, seen] as const);
const seenOf = (name: string, words: RegExp, changed?: Record<string, Run>) =>
  answers(name, changed)
    .filter(([document]) => words.test(document))
    .map(([, seen]) => seen);

it('stand below rates that there are, and are plain sentences', () => {
  const names = [...experimentsOf(3).map(({ name }) => name), 'all'];
  for (const [name, observations] of observationsOf(runs())) {
    expect(names).toContain(name);
    for (const { document, here } of observations) {
      expect(`${document} ${here}`).not.toMatch(/NaN|undefined|Infinity/);
    }
  }
});

describe('what is as the document has it', () => {
  it('is seen', () => {
    expect(seenOf('0.01', /does not learn|too high|very low/)).toEqual([true, true, true]);
    expect(seenOf('1e-3', /100 %/)).toEqual([true, true]);
    expect(seenOf('1e-3', /loss rises|stop earlier/)).toEqual([true, true, true]);
    expect(seenOf('1e-3', /fluctuations|jumps away|escapes/)).toEqual([true, true, true]);
    expect(seenOf('1e-4', /longer|small range/)).toEqual([true, true]);
    expect(seenOf('1e-6', /accuracies|losses fall|very slowly/)).toEqual([true, true, true]);
    expect(seenOf('exponential', /0.01|fluctuate|the learning rate falls/)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(seenOf('ladder', /1e-4|fluctuate|steps|better/)).toEqual([true, true, true, true]);
    expect(seenOf('new model', /overfit/)).toEqual([true]);
    expect(seenOf('all', /similar/)).toEqual([true]);
  });

  it('is not where it is otherwise', () => {
    expect(seenOf('0.01', /does not learn/, { '0.01': all['1e-3']! })).toEqual([false]);
    expect(seenOf('1e-3', /100 %|escapes/, { '1e-3': all['1e-4']! })).toEqual([
      false,
      false,
      false,
    ]);
    expect(seenOf('1e-3', /loss rises/, { '1e-3': all['1e-6']! })).toEqual([false, false]);
    expect(seenOf('1e-6', /accuracies/, { '1e-6': all['1e-4']! })).toEqual([false]);
    expect(seenOf('exponential', /fluctuate/, { exponential: all['1e-3']! })).toEqual([
      false,
      false,
    ]);
    expect(seenOf('ladder', /better/, { ladder: all['1e-3']! })).toEqual([false]);
    expect(seenOf('new model', /overfit/, { 'new model': all['1e-3']! })).toEqual([false]);
  });

  it('has no answer where it is advice', () => {
    expect(seenOf('1e-3', /fold/)).toEqual([undefined]);
    const advice: Observation = { document: 'a fold may be tried', here: 'advice' };
    expect(observationTable([advice])).toContain('<td>–</td>');
  });
});
