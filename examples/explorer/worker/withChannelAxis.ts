import * as tfl from '@tensorflow/tfjs-layers';

interface LayerJson {
  readonly class_name: string;
  readonly name?: string;
  readonly config: { name: string; batch_input_shape?: readonly (number | null)[] };
  readonly inbound_nodes?: unknown;
}

interface ModelJson {
  readonly class_name: string;
  readonly config: { layers: LayerJson[] };
}

/**
 * A model of grey images without an axis for their channel, [batch, rows, columns], as one with it: as many are that begin by
 * flattening. Any other model as it is.
 */
export async function withChannelAxis(model: tfl.LayersModel): Promise<tfl.LayersModel> {
  const [input] = model.inputs;
  const size = input?.shape.slice(1) ?? [];
  const reads = model.layers.find((layer) => layer.getClassName() !== 'InputLayer');
  const isGrey = size.length === 2 && size[1] !== 1 && /^(Flatten|Reshape)$/.test(nameOf(reads));
  if (!isGrey || model.inputs.length !== 1) return model;
  const topology = model.toJSON(null, false) as unknown as ModelJson;
  const { layers } = topology.config;
  const [first, ...others] = layers as [LayerJson, ...LayerJson[]];
  const from = first.config.name;
  first.config.batch_input_shape = [null, ...size, 1];
  const reshape = {
    ...{ class_name: 'Reshape', name: 'withoutChannel' },
    config: { name: 'withoutChannel', target_shape: size },
    inbound_nodes: [[[from, 0, 0, {}]]],
  };
  topology.config.layers =
    topology.class_name === 'Sequential'
      ? sequential(reshape, first, others)
      : [first, reshape, ...others.map((layer) => readingFrom(layer, from, reshape.name))];
  const copy = await tfl.models.modelFromJSON(topology as never);
  copy.setWeights(model.getWeights());
  model.dispose();
  return copy;
}

const nameOf = (layer: tfl.LayersModel['layers'][number] | undefined) =>
  layer?.getClassName() ?? '';

/** The input's shape stands with the first layer. */
function sequential(reshape: LayerJson, first: LayerJson, others: LayerJson[]): LayerJson[] {
  const { batch_input_shape, ...config } = first.config;
  if (first.class_name === 'InputLayer') return [first, reshape, ...others];
  const head = { ...reshape, config: { ...reshape.config, batch_input_shape } } as LayerJson;
  return [head, { ...first, config }, ...others];
}

/** A layer that reads another value wherever it read one. */
const readingFrom = (layer: LayerJson, before: string, after: string): LayerJson => ({
  ...layer,
  inbound_nodes: JSON.parse(
    JSON.stringify(layer.inbound_nodes ?? []).replaceAll(
      `[${JSON.stringify(before)},`,
      `[${JSON.stringify(after)},`,
    ),
  ),
});
