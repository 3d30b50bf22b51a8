import { comeDown, fluctuation, last, lowest, mean, type Point, quarter } from './curves';
import type { Run } from './task';

/** The curve of a name that model.fit, the metrics and the schedule give. */
export const curveOf = ({ history }: Pick<Run, 'history'>, name: string): readonly number[] =>
  history[name] ?? [];

/** How much a validation loss has to rise above its least value, as a share of it, to count as overfitting. */
const RISE = 0.1;

export interface Overfitting {
  readonly overfits: boolean;
  /** The least validation loss. */
  readonly best: Point;
  /** The validation loss in the end. */
  readonly end: number;
}

/** The validation loss ends well above its least value, while the training loss has fallen since then. */
export function overfitting(run: Pick<Run, 'history'>): Overfitting {
  const [loss, validation] = [curveOf(run, 'loss'), curveOf(run, 'val_loss')];
  const [best, end] = [lowest(validation), last(validation)];
  const trains = last(loss) < (loss[best.epoch - 1] ?? Number.NaN);
  return { overfits: trains && end > (1 + RISE) * best.value, best, end };
}

/** How near an accuracy has to lie to the share of the most frequent class for the network to have learnt nothing. */
const NEAR = 0.03;

/** The training accuracy, as a mean of the last quarter of the epochs, is no higher than that of one answer to all. */
export function learnsNothing(run: Pick<Run, 'history'>, majority: number): boolean {
  return mean(quarter(curveOf(run, 'acc'), 3)) < majority + NEAR;
}

/** By how much a curve fluctuates once the training loss has come down. */
export const settledFluctuation = (run: Pick<Run, 'history'>, name: string): number =>
  fluctuation(curveOf(run, name).slice(comeDown(curveOf(run, 'loss')) - 1));
