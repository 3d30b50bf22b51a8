import type * as tfl from '@tensorflow/tfjs-layers';
import { UserError } from '../../support/userError';
import type { Best, FitHistory } from './checkpoint';
import { weightsOf, withTensors } from './tensorValues';

/** When a training ends before its last epoch. It ends with the weights of its best epoch, stopped or not. */
export interface EarlyStopping {
  /** Epochs without a better value, one after another, after which it ends: at least 1. */
  readonly patience: number;
  /** The value of an epoch that is watched. Default: 'val_loss'. */
  readonly monitor?: string;
  /** Which value is the better one. Default: 'least'. */
  readonly best?: 'least' | 'largest';
  /** Is given the best epoch, counted from 1, when the training ends. */
  readonly onEnd?: (bestEpoch: number) => void;
}

/** The best epoch so far, after one more. An epoch without the value, or with NaN, is no better one. */
export async function bestSoFar(
  { monitor = 'val_loss', best: which = 'least' }: EarlyStopping,
  best: Best | undefined,
  epoch: number,
  values: FitHistory,
  model: tfl.LayersModel,
): Promise<Best | undefined> {
  const value = values[monitor]?.[0] ?? Number.NaN;
  const before = best?.value ?? (which === 'least' ? Infinity : -Infinity);
  const isBetter = which === 'least' ? value < before : value > before;
  return isBetter ? { epoch, value, weights: await weightsOf(model) } : best;
}

/** Whether so many epochs are enough. */
export const isEnough = (
  { patience }: EarlyStopping,
  best: Best | undefined,
  epoch: number,
): boolean => epoch - (best?.epoch ?? 0) >= patience;

/** Gives the model the weights of its best epoch. */
export async function takeBest(
  { monitor = 'val_loss', onEnd }: EarlyStopping,
  best: Best | undefined,
  model: tfl.LayersModel,
): Promise<void> {
  if (!best)
    throw new UserError(
      `no epoch has a number for ${monitor}: it is not there, or the training has diverged`,
    );
  await withTensors(best.weights, (all) => model.setWeights(all.map(({ tensor }) => tensor)));
  onEnd?.(best.epoch);
}
