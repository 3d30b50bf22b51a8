import type { LayersModel } from '@tensorflow/tfjs-layers';
import { loadModel } from '../shared/modelFile';
import type { Base } from './base';
import { experiments } from './experiments';
import { type HeadOptions, wholeModel } from './heads';
import type { Trainings } from './trainings';

/** The base with the head of the last experiment, from images as the base takes them to classes. */
export async function trainedModel(
  base: Base,
  { modelFile, madeFrom }: Trainings,
  options: HeadOptions,
): Promise<LayersModel> {
  const kept = await loadModel(modelFile, madeFrom);
  const last = experiments.at(-1);
  if (!kept || !last) throw new Error(`the head of ${modelFile} is not there`);
  const model = wholeModel(base.model, last.head, kept.model, options);
  kept.model.dispose();
  return model;
}
