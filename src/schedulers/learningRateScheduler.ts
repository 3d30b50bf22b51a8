import type { Optimizer } from '@tensorflow/tfjs-core';
import { Callback } from '@tensorflow/tfjs-layers';
import { callbackModel } from '../internal/callbackModel';
import { check, checkNonNegative } from '../internal/check';
import { named } from '../internal/named';
import { learningRateOf, setLearningRate } from './learningRateOf';
import { type Logs, logLearningRate } from './logs';
import type { Schedule } from './schedule';

export interface LearningRateSchedulerOptions {
  /** The rate before epoch 0, at least 0. Default: the optimizer's. */
  readonly initialLearningRate?: number | undefined;
}

/**
 * A callback for `model.fit` that gives the optimizer the schedule's rate before each epoch and records it as `lr` in
 * the history. It works with every optimizer of tf.js.
 *
 * `fit` with `initialEpoch: k` continues: from the rate that the optimizer has, where the epoch before was trained with
 * it, be it before the model was saved with its optimizer; from the rate of epoch k - 1, where it was trained beyond; a
 * newly compiled model goes through the schedule from epoch 0, beginning with `initialLearningRate`. What {@link reduceLearningRateOnPlateau} changes in between, a schedule
 * like {@link exponentialDecay} takes over; one that is a function of the epoch alone undoes it.
 *
 * Every callback in an array must be an instance, as this one is: tf.js cannot mix them with plain objects, which
 * `new tf.CustomCallback({ … })` turns into instances.
 *
 * @throws where schedule is no function or initialLearningRate negative or not finite; during the fit where the schedule
 *   gives no finite rate of at least 0, and where the callback stands in an array after a plain object
 */
export function learningRateScheduler(
  schedule: Schedule,
  { initialLearningRate }: LearningRateSchedulerOptions = {},
): Callback {
  return named('learningRateScheduler', () => {
    check(
      typeof schedule === 'function',
      `schedule must be a function, but it is ${typeof schedule}`,
    );
    if (initialLearningRate !== undefined) {
      checkNonNegative('initialLearningRate', initialLearningRate);
    }
    return new LearningRateScheduler(schedule, initialLearningRate);
  });
}

/** The rates that optimizers got in the epochs from 0 to their last one. */
const ratesOf = new WeakMap<Optimizer, readonly number[]>();

/** Those of an optimizer that was trained elsewhere, by another fit or before it was loaded: as now. A new one has none. */
function ratesSoFar({ iterations }: Optimizer, epoch: number, current: number): number[] {
  return iterations > 0 ? new Array<number>(epoch).fill(current) : [];
}

class LearningRateScheduler extends Callback {
  constructor(
    private readonly schedule: Schedule,
    private readonly initialLearningRate: number | undefined,
  ) {
    super();
  }

  override onTrainBegin() {
    return named('learningRateScheduler', async () => {
      callbackModel(this);
    });
  }

  override onEpochBegin(epoch: number) {
    return named('learningRateScheduler', async () => {
      const model = callbackModel(this);
      const current = learningRateOf(model);
      const known = ratesOf.get(model.optimizer) ?? ratesSoFar(model.optimizer, epoch, current);
      const rates = this.continued(known, epoch, current);
      setLearningRate(model, rates.at(-1) as number);
      ratesOf.set(model.optimizer, rates);
    });
  }

  override onEpochEnd(_: number, logs: Logs) {
    return named('learningRateScheduler', async () => {
      logLearningRate(callbackModel(this), logs);
    });
  }

  /** The rates up to an epoch: those known of the epochs before it, the schedule's from there on. */
  private continued(known: readonly number[], epoch: number, current: number): number[] {
    const rates = known.slice(0, epoch);
    let rate = this.initialLearningRate ?? current;
    if (rates.length > 0) rate = known.length > epoch ? (rates.at(-1) as number) : current;
    for (let e = rates.length; e <= epoch; e++) {
      rate = this.schedule(e, rate);
      check(
        Number.isFinite(rate) && rate >= 0,
        `the schedule must give finite rates of at least 0, but that of epoch ${e} is ${rate}`,
      );
      rates.push(rate);
    }
    return rates;
  }
}
