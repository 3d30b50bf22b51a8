import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { check, checkTensor } from '../internal/check';
import { itemAt } from '../internal/itemAt';
import { finite, formerly, integer, type Kind, numberAbove, numberFrom } from '../internal/kinds';
import { named } from '../internal/named';
import { type KindsOf, optionsOf } from '../internal/options';
import { type ProgressOptions, progressKinds, startProgress } from '../internal/startProgress';
import { checkTrainable } from './checkTrainable';
import { copyWeights, restoreWeights } from './copyWeights';
import { type LearningRateRangeTest, lossCurve } from './lossCurve';
import { type PrivateTrainer, privateTrainer } from './privateTrainer';
import { RangeTestAborted } from './rangeTestAborted';
import { shuffledBatches } from './shuffledBatches';

export interface LearningRateRangeTestOptions extends ProgressOptions {
  /** The rate of the first step, above 0. Default: 1e-7. */
  readonly low?: number | undefined;
  /** The rate of the last step, above `low`. Default: 10. */
  readonly high?: number | undefined;
  /** Steps from `low` to `high`, one batch each: an integer from 2 to 100,000. Default: 100. */
  readonly steps?: number | undefined;
  /** Samples a step, at least 1; all of them where there are fewer. Default: 32. */
  readonly batchSize?: number | undefined;
  /** What each smoothed loss keeps of the one before: at least 0, which smooths nothing, and below 1. Default: 0.9. */
  readonly smoothing?: number | undefined;
  /** The multiple of the least smoothed loss that ends the test, a finite number above 1. Default: 4. */
  readonly divergence?: number | undefined;
  /** Any finite number: the same one draws the same batches on every backend. Default: 0. */
  readonly seed?: number | undefined;
  /** @deprecated Use `low`. */
  readonly minimum?: number | undefined;
  /** @deprecated Use `high`. */
  readonly maximum?: number | undefined;
}

const belowOne: Kind = {
  holds: (value) => numberFrom(0, 1).holds(value) && value !== 1,
  described: 'at least 0 and below 1',
};

const kinds: KindsOf<LearningRateRangeTestOptions> = {
  low: numberAbove(0),
  high: numberAbove(0),
  steps: integer(2, 100_000),
  batchSize: integer(1),
  smoothing: belowOne,
  divergence: numberAbove(1),
  seed: finite,
  ...progressKinds,
  minimum: formerly('low', numberAbove(0)),
  maximum: formerly('high', numberAbove(0)),
};

/**
 * The range test of Smith (2017): trains the model on one batch a step, at learning rates that rise exponentially from
 * `minimum` to `maximum`. A good rate lies where the loss falls; too large ones are where it rises. The suggested one is a
 * tenth of the rate with the least smoothed loss.
 *
 * The test ends early after a step whose smoothed loss exceeds `divergence` times the least one (more exactly, exceeds it
 * by divergence - 1 times its magnitude, for losses below 0), and after one whose loss is not finite, which is left out.
 * The batches are those of the shuffled samples, from the beginning again after the last.
 *
 * Afterwards the model has the weights that it had, after an abort or an error too. Its optimizer is not touched: the
 * test trains with a new one of the same class and settings, without its moments.
 *
 * @param model compiled, with one input and one output
 * @param x [samples, …], as the model's fit takes it
 * @param y [samples, …], likewise
 * @param options `onProgress` counts steps; where the test ends early, the total of the last one is the number that were done
 * @returns the rates that were tried with their losses, and a suggestion
 * @throws RangeTestAborted when the signal ends it; on options out of their ranges, a model that is not compiled or has
 *   lost a weight, x and y of different lengths, without samples or of shapes that its fit would refuse, and where the first loss is not finite
 * @example
 * model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
 * const { learningRates } = await learningRateRangeTest(model, x, tf.oneHot([0, 2], 3), { steps: 5 });
 * learningRates[0]; // → 1e-7
 */
export function learningRateRangeTest(
  model: LayersModel,
  x: tf.Tensor,
  y: tf.Tensor,
  options: LearningRateRangeTestOptions = {},
): Promise<LearningRateRangeTest> {
  return named('learningRateRangeTest', async () => {
    const { onProgress, signal, ...rest } = optionsOf(options, kinds);
    const settings = settingsOf(rest);
    checkTrainable(model);
    checkSamples(x, y);
    const trainer = privateTrainer(model);
    const weights = copyWeights(model);
    try {
      trainer.checkData(x, y);
      return await rangeTest(trainer, shuffledBatches(x, y, settings), {
        ...settings,
        ...{ onProgress, signal },
      });
    } finally {
      restoreWeights(model, weights);
      trainer.dispose();
    }
  });
}

type Numbers = 'low' | 'high' | 'steps' | 'batchSize' | 'smoothing' | 'divergence' | 'seed';
type Settings = Readonly<Record<Numbers, number>>;

async function rangeTest(
  trainer: PrivateTrainer,
  batchOf: (batch: number) => readonly [x: tf.Tensor, y: tf.Tensor],
  settings: Settings & LearningRateRangeTestOptions,
): Promise<LearningRateRangeTest> {
  const { low, high, steps } = settings;
  const curve = lossCurve(settings);
  const reached = startProgress(settings, (reason) => new RangeTestAborted(curve.result(), reason));
  let goesOn = true;
  for (let step = 0; goesOn && step < steps; step++) {
    const share = step / (steps - 1);
    const learningRate = low ** (1 - share) * high ** share;
    const [x, y] = batchOf(step);
    try {
      goesOn = curve.add(learningRate, await trainer.step(x, y, learningRate));
    } finally {
      tf.dispose([x, y]);
    }
    await reached(step + 1, goesOn ? steps : step + 1);
  }
  return curve.result();
}

function settingsOf({
  low = 1e-7,
  high = 10,
  steps = 100,
  batchSize = 32,
  smoothing = 0.9,
  divergence = 4,
  seed = 0,
}: Omit<LearningRateRangeTestOptions, keyof ProgressOptions>): Settings {
  check(high > low, `high must be above low, ${low}, but it is ${high}`);
  return { low, high, steps, batchSize, smoothing, divergence, seed };
}

function checkSamples(x: tf.Tensor, y: tf.Tensor): void {
  checkTensor('x', x);
  checkTensor('y', y);
  check(
    x.rank > 0 && itemAt(x.shape, 0) > 0,
    `x must hold at least one sample, but its shape is [${x.shape}]`,
  );
  check(
    y.shape[0] === x.shape[0],
    `y must have as many samples as x, ${x.shape[0]}, but its shape is [${y.shape}]`,
  );
}
