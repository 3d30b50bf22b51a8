import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { check, checkKind } from '../internal/check';
import type { Logs } from '../internal/inFit';
import { itemAt } from '../internal/itemAt';
import { either, number, numberFrom, oneOf, tensor, text } from '../internal/kinds';
import { nearestNames } from '../internal/nearestNames';
import type { KindsOf } from '../internal/options';
import { shown } from '../internal/shown';

export interface MonitorOptions {
  /** The key of the epoch's logs that is watched. Default: 'val_loss'. */
  readonly monitor?: string | undefined;
  /**
   * Whether lower ('min') or higher ('max') is better. Default: 'auto', by the name of the monitor: a loss or error is to
   * fall, otherwise 'max' for names with acc, auc, f1, precision, recall, sensitivity or specificity in them, upper case
   * or lower.
   */
  readonly mode?: 'auto' | 'min' | 'max' | undefined;
  /** A value that is not better by more than this, at least 0, is no improvement. */
  readonly minDelta?: number | undefined;
}

export const monitorKinds: KindsOf<MonitorOptions> = {
  monitor: text,
  mode: oneOf('auto', 'min', 'max'),
  minDelta: numberFrom(0),
};

/** What decides whether an epoch is an improvement on those before it. */
export interface Monitor {
  /** Forgets the best value: every number improves on that of a new fit. */
  begin(): void;
  /** Makes a value the best one if it is better by more than minDelta, as NaN never is; whether it was. */
  takeIfBetter(value: number): boolean;
  /** The value of an epoch; undefined where another callback has ended the epoch before it was computed. */
  read(model: LayersModel, logs: Logs): Promise<number | undefined>;
}

const rises = /acc|auc|f1|precision|recall|sensitivity|specificity/i;
const falls = /loss|error/i;
const logged = either(number, tensor(0));

export function monitorOf({
  monitor,
  mode,
  minDelta,
}: { [K in keyof MonitorOptions]-?: NonNullable<MonitorOptions[K]> }): Monitor {
  const isByName = rises.test(monitor) && !falls.test(monitor);
  const sign = mode === 'max' || (mode === 'auto' && isByName) ? 1 : -1;
  const worst = -sign * Number.POSITIVE_INFINITY;
  let best = worst;
  return {
    begin() {
      best = worst;
    },
    takeIfBetter(value) {
      if (!(sign * value - minDelta > sign * best)) return false;
      best = value;
      return true;
    },
    async read(model, logs) {
      const names = Object.keys(logs);
      const isThere = names.includes(monitor);
      if (!isThere && model.stopTraining) return undefined;
      check(
        isThere,
        `monitor must be one of the logs, ${nearestNames(monitor, names) || 'of which there are none'}, but it is ${shown(monitor)}`,
      );
      const value = logs[monitor];
      checkKind(`the log ${shown(monitor)}`, value, logged);
      return typeof value === 'number' ? value : itemAt(await (value as Tensor).data(), 0);
    },
  };
}
