import { dispose, engine } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import type { WeightStore } from '../weights/weightStore';
import { buildModel, fillModel } from './buildModel';
import { readKerasModel } from './readKerasModel';
import type { OwnLayers } from './translateLayer';
import { weightLimit } from './weightLimit';

/** A model as a file has it, whatever the kind of file. */
export interface KerasFile {
  /** `{ class_name, config }`. */
  readonly config: unknown;
  /** As '3.10.0'. */
  readonly version: unknown;
  readonly weights: WeightStore;
}

/** The model of a file, which leaves no tensor behind where it cannot be built. */
export function modelOfFile(
  { config, version, weights: store }: KerasFile,
  own: OwnLayers,
): LayersModel {
  const described = readKerasModel(config, firstOf(version));
  const { registeredVariables } = engine();
  const before = new Set(Object.values(registeredVariables));
  try {
    const limit = weightLimit();
    const { model, built } = buildModel(described, { own, store, limit });
    limit.release();
    const left = store.left();
    check(
      left.length === 0,
      `every weight must belong to a layer, but ${shown(left[0])}${left.length > 1 ? ` and ${left.length - 1} others` : ''} ${left.length > 1 ? 'fit' : 'fits'} none`,
    );
    fillModel(built);
    return model;
  } catch (error) {
    dispose(Object.values(registeredVariables).filter((variable) => !before.has(variable)));
    throw error;
  }
}

/** Of '3.10.0', 3; tf.js calls itself 'tfjs-layers 4.22.0'. */
function firstOf(version: unknown): number {
  const text = String(version ?? 2);
  return text.startsWith('tfjs') ? 0 : Number.parseInt(text, 10) || 2;
}
