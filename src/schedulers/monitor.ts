import type { LayersModel } from '@tensorflow/tfjs-layers';
import { check, checkNonNegative } from '../internal/check';
import { itemAt } from '../internal/itemAt';
import type { Logs } from './logs';

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

export function monitorOf({
  monitor,
  mode,
  minDelta,
}: { [K in keyof MonitorOptions]-?: NonNullable<MonitorOptions[K]> }): Monitor {
  check(typeof monitor === 'string', `monitor must be a string, but it is ${typeof monitor}`);
  check(['auto', 'min', 'max'].includes(mode), `mode must be auto, min or max, but it is ${mode}`);
  checkNonNegative('minDelta', minDelta);
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
      const value = logs[monitor];
      if (value === undefined && model.stopTraining) return undefined;
      const keys = Object.keys(logs).join(', ');
      check(value !== undefined, `monitor must be one of ${keys}, but it is ${monitor}`);
      return typeof value === 'number' ? value : itemAt(await value.data(), 0);
    },
  };
}
