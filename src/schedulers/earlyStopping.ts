import * as tf from '@tensorflow/tfjs-core';
import { Callback } from '@tensorflow/tfjs-layers';
import { callbackModel } from '../internal/callbackModel';
import { checkKind } from '../internal/check';
import { inFit, type Logs } from '../internal/inFit';
import { isDue } from '../internal/isDue';
import { boolean, integer } from '../internal/kinds';
import { named } from '../internal/named';
import { type KindsOf, optionsOf } from '../internal/options';
import { copyWeights, restoreWeights } from './copyWeights';
import { type Monitor, type MonitorOptions, monitorKinds, monitorOf } from './monitor';

export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs without improvement, one after another, after which training ends: an integer of at least 0. Default: 0. */
  readonly patience?: number | undefined;
  /** A value that is not better by more than this, at least 0, is no improvement. Default: 0. */
  readonly minDelta?: number | undefined;
  /** Whether the model ends with the weights of the best epoch rather than those of the last one. Default: false. */
  readonly restoreBestWeights?: boolean | undefined;
  /** Looks at each so many epochs alone, as `epochMetrics` with the same `every` scores them. Default: 1, every epoch. */
  readonly every?: number | undefined;
}

const kinds: KindsOf<EarlyStoppingOptions> = {
  ...monitorKinds,
  patience: integer(0),
  restoreBestWeights: boolean,
  every: integer(1),
};

/** The callback that {@link earlyStopping} makes, for `model.fit`. */
export interface EarlyStopping extends Callback {
  /**
   * The epoch, from 0, with the best value so far in the last or current fit; its first one where none is an
   * improvement. Undefined before the end of that epoch.
   */
  readonly bestEpoch: number | undefined;
  /** The epoch, from 0, after which this callback ended the last fit; undefined where it did not. */
  readonly stoppedEpoch: number | undefined;
}

/**
 * A callback that ends a fit when the monitored value has not improved for `patience` epochs, as Keras' EarlyStopping,
 * though never after epoch 0. With `restoreBestWeights` the model gets the weights of the best epoch at the end of every
 * fit, stopped or not. Every fit begins anew. NaN is no improvement.
 *
 * Callbacks that put the monitored value into the logs stand before this one. The copy of the best weights is disposed at
 * the end of the fit; of a fit that ends by the error of another callback, at the beginning of the next one with this one.
 *
 * @returns a callback that says, after the fit, which epoch was best and where it stopped
 * @throws on options out of their ranges; during the fit where the logs lack the monitored value, and where the callback
 *   stands in an array after a plain object, as {@link learningRateScheduler}
 * @example
 * model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
 * const stop = earlyStopping({ monitor: 'loss', minDelta: 10, patience: 2, restoreBestWeights: true });
 * await model.fit(x, tf.oneHot([0, 2], 3), { epochs: 9, verbose: 0, callbacks: [stop] });
 * [stop.bestEpoch, stop.stoppedEpoch]; // → [0, 2]
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): EarlyStopping {
  return named('earlyStopping', () => {
    const {
      monitor = 'val_loss',
      mode = 'auto',
      minDelta = 0,
      patience = 0,
      restoreBestWeights = false,
      every = 1,
    } = optionsOf(options, kinds);
    const watched = monitorOf({ monitor, mode, minDelta });
    return new StoppingCallback(watched, { patience, restoreBestWeights, every });
  });
}

interface Settings {
  readonly patience: number;
  readonly restoreBestWeights: boolean;
  readonly every: number;
}

class StoppingCallback extends Callback implements EarlyStopping {
  bestEpoch: number | undefined;
  stoppedEpoch: number | undefined;
  private wait = 0;
  private weights: tf.Tensor[] = [];

  constructor(
    private readonly monitor: Monitor,
    private readonly settings: Settings,
  ) {
    super();
  }

  override onTrainBegin() {
    return inFit('earlyStopping', this, {}, () => {
      callbackModel(this);
      this.bestEpoch = undefined;
      this.stoppedEpoch = undefined;
      this.monitor.begin();
      this.wait = 0;
      this.forget();
    });
  }

  override onEpochEnd(epoch: number, given?: Logs) {
    return inFit('earlyStopping', this, given, async (logs) => {
      try {
        checkKind('epoch', epoch, integer(0));
        if (isDue(this, epoch, this.settings.every)) await this.endEpoch(epoch, logs);
      } catch (error) {
        this.forget();
        throw error;
      }
    });
  }

  override onTrainEnd() {
    return inFit('earlyStopping', this, {}, () => {
      if (this.weights.length > 0) restoreWeights(callbackModel(this), this.weights);
      this.weights = [];
    });
  }

  private async endEpoch(epoch: number, logs: Logs) {
    const model = callbackModel(this);
    const value = await this.monitor.read(model, logs);
    if (value === undefined) return;
    const isBetter = this.monitor.takeIfBetter(value);
    if (isBetter || this.bestEpoch === undefined) this.remember(epoch);
    this.wait = isBetter ? 0 : this.wait + this.settings.every;
    if (isBetter || this.wait < this.settings.patience || epoch === 0) return;
    this.stoppedEpoch = epoch;
    model.stopTraining = true;
  }

  private remember(epoch: number): void {
    this.bestEpoch = epoch;
    if (!this.settings.restoreBestWeights) return;
    this.forget();
    this.weights = copyWeights(this.model);
  }

  private forget(): void {
    tf.dispose(this.weights);
    this.weights = [];
  }
}
