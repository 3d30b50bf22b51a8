import { rmSync } from 'node:fs';
import type * as tfl from '@tensorflow/tfjs-layers';
import { loadModel, saveModel } from './modelFile';
import type { History } from './training';

export interface Trained {
  readonly model: tfl.LayersModel;
  readonly history: History;
  /** The file it was read from, where it was not trained now. */
  readonly from?: string;
}

/** Where a training that is stopped goes on, and what it is made from. */
export interface CheckpointPlace {
  readonly file: string;
  readonly from: string;
}

/**
 * The model of a file, or a newly trained one, which is kept there with what it is made `from`. Beside it lies the
 * checkpoint of a training that was stopped, until there is a model.
 */
export async function cachedModel(
  file: string,
  from: string,
  retrain: boolean,
  make: (checkpoint: CheckpointPlace) => Promise<Omit<Trained, 'from'>>,
): Promise<Trained> {
  const cached = retrain ? undefined : await loadModel<History>(file, from);
  if (cached) return { model: cached.model, history: cached.notes, from: file };
  const checkpoint = `${file}.checkpoint`;
  if (retrain) rmSync(checkpoint, { force: true });
  const { model, history } = await make({ file: checkpoint, from });
  await saveModel(file, from, model, history);
  rmSync(checkpoint, { force: true });
  return { model, history };
}
