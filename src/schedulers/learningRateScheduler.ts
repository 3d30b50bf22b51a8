import type { Optimizer } from '@tensorflow/tfjs-core';
import { Callback } from '@tensorflow/tfjs-layers';
import { callbackModel } from '../internal/callbackModel';
import { checkKind } from '../internal/check';
import { inFit, type Logs } from '../internal/inFit';
import { itemAt } from '../internal/itemAt';
import { callback, integer, numberFrom } from '../internal/kinds';
import { named } from '../internal/named';
import { type KindsOf, optionsOf } from '../internal/options';
import { learningRateOf, setLearningRate } from './learningRateOf';
import { logLearningRate } from './logLearningRate';
import type { Schedule } from './schedule';

export interface LearningRateSchedulerOptions {
  /** The rate before epoch 0, at least 0. Default: the optimizer's. */
  readonly initialLearningRate?: number | undefined;
}

const kinds: KindsOf<LearningRateSchedulerOptions> = { initialLearningRate: numberFrom(0) };

/** The rates of all epochs before the first of a fit are computed anew where they are not known. */
const epochKind = integer(0, 1_000_000);

/**
 * A callback for `model.fit` that gives the optimizer the schedule's rate before each epoch, as Keras'
 * LearningRateScheduler, and records it as `lr` in the history. It works with every optimizer of tf.js.
 *
 * `fit` with `initialEpoch: k` continues. A newly compiled model goes through the schedule from epoch 0, beginning with
 * `initialLearningRate`. An optimizer that was trained, be it before the model was saved with it, goes on from the rate
 * that it has, which counts as that of epoch k - 1. The callback that has set its rates, and nothing has trained it
 * since, knows more: it goes back to the rate of epoch k - 1 where it was trained beyond, and catches up with epochs that
 * were skipped. Keep the callback for that; a new one knows nothing of them. What {@link reduceLearningRateOnPlateau}
 * changes in between, a schedule like {@link exponentialDecay} takes over; one that is a function of the epoch alone
 * undoes it.
 *
 * Every callback in an array must be an instance, as this one is: tf.js cannot mix them with plain objects, which
 * `new tf.CustomCallback({ … })` turns into instances.
 *
 * @param schedule the rate of an epoch, from its number and the rate before it
 * @returns a callback; keep it to go on with another fit
 * @throws where schedule is no function or initialLearningRate negative or not finite; during the fit where the schedule
 *   gives no finite rate of at least 0, beyond a million epochs, and where the callback stands in an array after a plain object
 * @example
 * model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
 * const callbacks = [learningRateScheduler((epoch) => 0.1 / (epoch + 1))];
 * const fitted = await model.fit(x, tf.oneHot([0, 2], 3), { epochs: 2, verbose: 0, callbacks });
 * fitted.history['lr']; // → [0.1, 0.05]
 */
export function learningRateScheduler(
  schedule: Schedule,
  options: LearningRateSchedulerOptions = {},
): Callback {
  return named('learningRateScheduler', () => {
    const { initialLearningRate } = optionsOf(options, kinds);
    checkKind('schedule', schedule, callback);
    return new LearningRateScheduler(schedule, initialLearningRate);
  });
}

/** What a callback knows of an optimizer: its rates in the epochs from 0 to its last one, and its steps by then. */
interface Known {
  readonly optimizer: Optimizer;
  readonly rates: readonly number[];
  iterations: number;
}

class LearningRateScheduler extends Callback {
  private known: Known | undefined;

  constructor(
    private readonly schedule: Schedule,
    private readonly initialLearningRate: number | undefined,
  ) {
    super();
  }

  override onTrainBegin() {
    return inFit('learningRateScheduler', this, {}, () => {
      callbackModel(this);
    });
  }

  override onEpochBegin(epoch: number) {
    return inFit('learningRateScheduler', this, {}, () => {
      const model = callbackModel(this);
      checkKind('epoch', epoch, epochKind);
      const { optimizer } = model;
      const current = learningRateOf(model);
      const rates = this.continued(this.ratesSoFar(optimizer, epoch, current), epoch, current);
      setLearningRate(model, itemAt(rates, -1));
      this.known = { optimizer, rates, iterations: optimizer.iterations };
    });
  }

  override async onBatchEnd() {
    if (this.known) this.known.iterations = this.known.optimizer.iterations;
  }

  override onEpochEnd(_: number, given?: Logs) {
    return inFit('learningRateScheduler', this, given, (logs) => {
      logLearningRate(callbackModel(this), logs);
    });
  }

  /** Those that were set here; of an optimizer that was trained elsewhere the one it has; of a new one none. */
  private ratesSoFar(optimizer: Optimizer, epoch: number, current: number): readonly number[] {
    const { known } = this;
    const isOurs = known?.optimizer === optimizer && known.iterations === optimizer.iterations;
    if (isOurs) return known.rates;
    return optimizer.iterations > 0 ? new Array<number>(epoch).fill(current) : [];
  }

  /** The rates up to an epoch: those known of the epochs before it, the schedule's from there on. */
  private continued(known: readonly number[], epoch: number, current: number): number[] {
    const rates = known.slice(0, epoch);
    let rate = this.initialLearningRate ?? current;
    if (rates.length > 0) rate = known.length > epoch ? itemAt(rates, -1) : current;
    for (let e = rates.length; e <= epoch; e++) {
      rate = this.schedule(e, rate);
      checkKind(`the rate that the schedule gives for epoch ${e}`, rate, numberFrom(0));
      rates.push(rate);
    }
    return rates;
  }
}
