import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { WeightStore } from '../weights/weightStore';
import { buildModel, fillModel } from './buildModel';
import { readKerasModel } from './readKerasModel';
import type { OwnLayers } from './translateLayer';

/** A model as a file has it, whatever the kind of file. */
export interface KerasFile {
  /** `{ class_name, config }`. */
  readonly config: unknown;
  /** As '3.10.0'. */
  readonly version: unknown;
  readonly weights: WeightStore;
}

/** The model of a file, which leaves no tensor behind where it cannot be built. */
export function modelOfFile({ config, version, weights }: KerasFile, own: OwnLayers): LayersModel {
  const described = readKerasModel(config, firstOf(version));
  const { model, built } = buildModel(described, own);
  try {
    fillModel(built, weights);
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Of '3.10.0', 3; tf.js calls itself 'tfjs-layers 4.22.0'. */
function firstOf(version: unknown): number {
  const text = String(version ?? 2);
  return text.startsWith('tfjs') ? 0 : Number.parseInt(text, 10) || 2;
}
