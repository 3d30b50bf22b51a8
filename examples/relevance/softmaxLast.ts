import * as tfl from '@tensorflow/tfjs-layers';

/**
 * The model with a final softmax as its very last layer, where the library leaves it out to explain logits: MobileNet, for
 * one, reshapes what its softmax gives. Other models stay as they are.
 */
export function softmaxLast(model: tfl.LayersModel): tfl.LayersModel {
  const [output] = model.outputs as [tfl.SymbolicTensor];
  const [probabilities] = output.inputs ?? [];
  const [logits] = probabilities?.inputs ?? [];
  const reshaping = output.sourceLayer;
  if (!/^(Reshape|Flatten)$/.test(reshaping.getClassName())) return model;
  if (!logits || !isSoftmax(probabilities?.sourceLayer)) return model;
  const outputs = tfl.layers.softmax().apply(reshaping.apply(logits)) as tfl.SymbolicTensor;
  return tfl.model({ inputs: model.inputs, outputs, name: model.name });
}

function isSoftmax(layer: tfl.layers.Layer | undefined): boolean {
  const name = layer?.getClassName();
  return (
    name === 'Softmax' || (name === 'Activation' && layer?.getConfig()['activation'] === 'softmax')
  );
}
