import * as tfl from '@tensorflow/tfjs-layers';

interface LayerJson {
  readonly config: { readonly name: string; activation?: string };
}

/** A copy of a model without the softmax or sigmoid of its last layer: probabilities near 1 hide what differs. */
export async function logitsModel(model: tfl.LayersModel): Promise<tfl.LayersModel> {
  const topology = model.toJSON(null, false) as unknown as {
    readonly config: { readonly layers: readonly LayerJson[] };
  };
  const last = model.outputs[0]?.sourceLayer.name;
  for (const { config } of topology.config.layers) {
    if (config.name === last && config.activation) config.activation = 'linear';
  }
  const copy = await tfl.models.modelFromJSON(topology as never);
  copy.setWeights(model.getWeights());
  return copy;
}
