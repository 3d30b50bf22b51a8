import type { LayersModel } from '@tensorflow/tfjs-layers';

/** The layer at a place of the model. */
export function layerAt({ layers }: LayersModel, index: number): LayersModel['layers'][number] {
  const layer = layers[index];
  if (!layer) throw new Error(`the model has no layer ${index}`);
  return layer;
}
