import { activated } from './naiveActivations';
import { type Config, convolution } from './naiveSpatial';
import { at, type Nd, nd } from './nd';

type Binary = (a: number, b: number) => number;

const combined = (a: Nd, b: Nd, f: Binary): Nd => ({
  shape: a.shape,
  data: a.data.map((v, i) => f(v, b.data[i]!)),
});
const plus = (a: Nd, b: Nd): Nd => combined(a, b, (v, w) => v + w);
const times = (a: Nd, b: Nd): Nd => combined(a, b, (v, w) => v * w);

/** x·kernel over the last axis. */
export function product(x: Nd, kernel: Nd): Nd {
  const [inputs, units] = kernel.shape as [number, number];
  return nd([...x.shape.slice(0, -1), units], (index) => {
    let sum = 0;
    for (let i = 0; i < inputs; i++) {
      sum += at(x, ...index.slice(0, -1), i) * at(kernel, i, index.at(-1)!);
    }
    return sum;
  });
}

export const biased = (x: Nd, bias: Nd | undefined): Nd =>
  bias ? nd(x.shape, (index) => at(x, ...index) + at(bias, index.at(-1)!)) : x;

/** Part i of n of the last axis. */
const part = (x: Nd, i: number, n: number): Nd => {
  const length = x.shape.at(-1)! / n;
  return nd([...x.shape.slice(0, -1), length], (index) =>
    at(x, ...index.slice(0, -1), i * length + index.at(-1)!),
  );
};

/** The states after one step; the first of them is the output. */
type Step = (x: Nd, states: readonly Nd[]) => Nd[];

/** The cells of tf.js, gates in its order. */
export const cells: Record<string, (config: Config, weights: readonly Nd[]) => Step> = {
  SimpleRNN:
    (config, [kernel, recurrent, bias]) =>
    (x, [h]) => {
      const sum = plus(biased(product(x, kernel!), bias), product(h!, recurrent!));
      return [activated(sum, config['activation'])];
    },
  GRU:
    (config, [kernel, recurrent, bias]) =>
    (x, [h]) => {
      const fromInput = biased(product(x, kernel!), bias);
      const gate = (i: number) =>
        activated(
          plus(part(fromInput, i, 3), product(h!, part(recurrent!, i, 3))),
          config['recurrentActivation'],
        );
      const [z, r] = [gate(0), gate(1)];
      const sum = plus(part(fromInput, 2, 3), product(times(r, h!), part(recurrent!, 2, 3)));
      const proposed = activated(sum, config['activation']);
      return [combined(times(z, h!), times(z, proposed), (kept, gone) => kept - gone)].map((y) =>
        plus(y, proposed),
      );
    },
  ResetAfterGRU:
    (config, [kernel, recurrent, bias]) =>
    (x, [h]) => {
      const row = (i: number) =>
        bias ? nd([bias.shape[1]!], ([j]) => at(bias, i, j!)) : undefined;
      const fromInput = biased(product(x, kernel!), row(0));
      const fromState = biased(product(h!, recurrent!), row(1));
      const gate = (i: number) =>
        activated(
          plus(part(fromInput, i, 3), part(fromState, i, 3)),
          config['recurrentActivation'],
        );
      const [z, r] = [gate(0), gate(1)];
      const sum = plus(part(fromInput, 2, 3), times(r, part(fromState, 2, 3)));
      const proposed = activated(sum, config['activation']);
      const kept = times(z, h!);
      return [
        plus(
          kept,
          combined(z, proposed, (a, b) => (1 - a) * b),
        ),
      ];
    },
  LSTM: (config, [kernel, recurrent, bias]) =>
    gated(config, (x, h) => plus(biased(product(x, kernel!), bias), product(h, recurrent!))),
  ConvLSTM2D: (config, [kernel, recurrent, bias]) =>
    gated(config, (x, h) =>
      plus(
        convolution(config, x, bias ? [kernel!, bias] : [kernel!]),
        convolution({ padding: 'same' }, h, [recurrent!]),
      ),
    ),
};

const gated =
  (config: Config, sums: (x: Nd, h: Nd) => Nd): Step =>
  (x, [h, c]) => {
    const z = sums(x, h!);
    const gate = (i: number) => activated(part(z, i, 4), config['recurrentActivation']);
    const proposed = activated(part(z, 2, 4), config['activation']);
    const carried = plus(times(gate(1), c!), times(gate(0), proposed));
    return [times(gate(3), activated(carried, config['activation'])), carried];
  };

/** x at one time, [batch, ...]. */
const momentOf = (x: Nd, time: number): Nd =>
  nd([x.shape[0]!, ...x.shape.slice(2)], ([batch, ...rest]) => at(x, batch!, time, ...rest));

const stacked = (moments: readonly Nd[]): Nd => {
  const [batch, ...rest] = moments[0]!.shape;
  return nd([batch!, moments.length, ...rest], ([b, time, ...place]) =>
    at(moments[time!]!, b!, ...place),
  );
};

/** A function of every moment, on its own. */
export const atEachTime = (x: Nd, f: (moment: Nd) => Nd): Nd =>
  stacked(Array.from({ length: x.shape[1]! }, (_, time) => f(momentOf(x, time))));

interface Sequence {
  readonly stateShape: readonly number[];
  readonly states: number;
  readonly backwards?: boolean;
  readonly returnSequences?: boolean;
}

/** A cell from the first moment to the last, or back; the outputs in the order in which they came about. */
export function recurrent(x: Nd, step: Step, options: Sequence): Nd {
  const zeros = nd([x.shape[0]!, ...options.stateShape], () => 0);
  let states: Nd[] = Array.from({ length: options.states }, () => zeros);
  const outputs: Nd[] = [];
  for (let t = 0; t < x.shape[1]!; t++) {
    states = step(momentOf(x, options.backwards ? x.shape[1]! - 1 - t : t), states);
    outputs.push(states[0]!);
  }
  return options.returnSequences ? stacked(outputs) : outputs.at(-1)!;
}

export const inReverse = (x: Nd): Nd =>
  stacked(Array.from({ length: x.shape[1]! }, (_, i) => momentOf(x, x.shape[1]! - 1 - i)));
