import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';

type Layer = LayersModel['layers'][number];

/** Layers that change each value by itself. */
const activations = /^(Activation|ReLU|BoundedReLU|LeakyReLU|PReLU|ELU|ThresholdedReLU)$/;

/** Normalisations and activations behind a layer that nothing else reads, up to the first other layer. */
export function followersOf(model: LayersModel, layer: Layer): Layer[] {
  const value = layer.output as SymbolicTensor;
  const [next, ...others] = model.layers.filter((one) => reads(one, value));
  const isAlone = next && others.length === 0 && !model.outputs.includes(value);
  return isAlone && isOfOneChannel(next) ? [next, ...followersOf(model, next)] : [];
}

const reads = (layer: Layer, value: SymbolicTensor) =>
  layer.inboundNodes.some(({ inputTensors }) => inputTensors.includes(value));

/** Whether a channel that it gives depends on that channel alone. */
function isOfOneChannel(layer: Layer): boolean {
  if (isNormalisation(layer)) return normalisesChannels(layer);
  return activations.test(layer.getClassName()) && !/softmax/i.test(activationOf(layer));
}

export const isNormalisation = (layer: Layer): boolean =>
  layer.getClassName() === 'BatchNormalization';

function normalisesChannels(layer: Layer): boolean {
  const last = (layer.output as SymbolicTensor).shape.length - 1;
  return [-1, last].includes([layer.getConfig()['axis']].flat()[0] as number);
}

/** The name of the activation that a layer is or ends in. */
export function activationOf(layer: Layer): string {
  const { activation } = layer.getConfig();
  return typeof activation === 'string' ? activation : layer.getClassName();
}
