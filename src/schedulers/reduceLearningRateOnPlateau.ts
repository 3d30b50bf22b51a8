import { Callback } from '@tensorflow/tfjs-layers';
import { callbackModel } from '../internal/callbackModel';
import { inFit, type Logs } from '../internal/inFit';
import { integer, type Kind, numberAbove, numberFrom } from '../internal/kinds';
import { named } from '../internal/named';
import { type KindsOf, optionsOf } from '../internal/options';
import { learningRateOf, setLearningRate } from './learningRateOf';
import { logLearningRate } from './logLearningRate';
import { type Monitor, type MonitorOptions, monitorKinds, monitorOf } from './monitor';

export interface ReduceLearningRateOnPlateauOptions extends MonitorOptions {
  /** What the rate is multiplied by: above 0, below 1. Default: 0.1. */
  readonly factor?: number | undefined;
  /** Epochs without improvement, one after another, after which the rate is reduced: an integer of at least 0. Default: 10. */
  readonly patience?: number | undefined;
  /** A value that is not better by more than this, at least 0, is no improvement. Default: 1e-4. */
  readonly minDelta?: number | undefined;
  /** Epochs after a reduction that count for nothing: an integer of at least 0. Default: 0. */
  readonly cooldown?: number | undefined;
  /** No rate is reduced below this one, at least 0. Default: 0. */
  readonly minLearningRate?: number | undefined;
}

const belowOne: Kind = {
  holds: (value) => numberAbove(0, 1).holds(value) && value !== 1,
  described: 'above 0 and below 1',
};

const kinds: KindsOf<ReduceLearningRateOnPlateauOptions> = {
  ...monitorKinds,
  factor: belowOne,
  patience: integer(0),
  cooldown: integer(0),
  minLearningRate: numberFrom(0),
};

type Settings = Record<'factor' | 'patience' | 'cooldown' | 'minLearningRate', number>;

/**
 * A callback for `model.fit` that multiplies the learning rate by `factor` after an epoch, when the monitored value has
 * not improved for `patience` epochs, as Keras' ReduceLROnPlateau; it records the rate of each epoch as `lr` in the
 * history. Every fit begins anew. NaN is no improvement. A patience of 0 is one of 1.
 *
 * Callbacks that put the monitored value into the logs stand before this one.
 *
 * @returns a callback
 * @throws on options out of their ranges; during the fit where the logs lack the monitored value, and where the callback
 *   stands in an array after a plain object, as {@link learningRateScheduler}
 * @example
 * model.compile({ optimizer: tf.train.sgd(0.1), loss: 'categoricalCrossentropy' });
 * const callbacks = [reduceLearningRateOnPlateau({ monitor: 'loss', patience: 1, minDelta: 10 })];
 * const fitted = await model.fit(x, tf.oneHot([0, 2], 3), { epochs: 3, verbose: 0, callbacks });
 * fitted.history['lr']; // → [0.1, 0.1, 0.01]
 */
export function reduceLearningRateOnPlateau(
  options: ReduceLearningRateOnPlateauOptions = {},
): Callback {
  return named('reduceLearningRateOnPlateau', () => {
    const {
      monitor = 'val_loss',
      mode = 'auto',
      minDelta = 1e-4,
      factor = 0.1,
      patience = 10,
      cooldown = 0,
      minLearningRate = 0,
    } = optionsOf(options, kinds);
    const watched = monitorOf({ monitor, mode, minDelta });
    return new PlateauCallback(watched, { factor, patience, cooldown, minLearningRate });
  });
}

class PlateauCallback extends Callback {
  private wait = 0;
  private cooling = 0;

  constructor(
    private readonly monitor: Monitor,
    private readonly settings: Settings,
  ) {
    super();
  }

  override onTrainBegin() {
    return inFit('reduceLearningRateOnPlateau', this, {}, () => {
      callbackModel(this);
      this.monitor.begin();
      this.wait = 0;
      this.cooling = 0;
    });
  }

  override onEpochEnd(_: number, given?: Logs) {
    return inFit('reduceLearningRateOnPlateau', this, given, async (logs) => {
      const model = callbackModel(this);
      logLearningRate(model, logs);
      const value = await this.monitor.read(model, logs);
      if (value === undefined || !this.countEpoch(value)) return;
      const { factor, minLearningRate, cooldown } = this.settings;
      const rate = learningRateOf(model);
      if (rate <= minLearningRate) return;
      setLearningRate(model, Math.max(rate * factor, minLearningRate));
      this.cooling = cooldown;
      this.wait = 0;
    });
  }

  /** Counts an epoch; true when there have been too many without improvement. */
  private countEpoch(value: number): boolean {
    if (this.cooling > 0) {
      this.cooling--;
      this.wait = 0;
    }
    if (this.monitor.takeIfBetter(value)) {
      this.wait = 0;
      return false;
    }
    if (this.cooling > 0) return false;
    this.wait++;
    return this.wait >= this.settings.patience;
  }
}
