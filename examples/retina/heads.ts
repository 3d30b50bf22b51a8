import * as tfl from '@tensorflow/tfjs-layers';

export interface HeadOptions {
  readonly classes: number;
  readonly seed: number;
  /** Whether it ends before the softmax, as it is trained. Default: false. */
  readonly logits?: boolean;
}

/** What the document puts on a frozen network: from its features [n, rows, columns, channels] to classes. */
export type Head = (features: tfl.SymbolicTensor, options: HeadOptions) => tfl.SymbolicTensor;

/** The largest feature of each channel, and three dense layers. */
export const version1: Head = (features, { classes, seed, logits }) => {
  const dense = denseBy(seed);
  return through(features, [
    tfl.layers.globalMaxPooling2d({ name: 'head_pool' }),
    dense('head_dense1', 2048),
    dense('head_dense2', 256),
    dense('head_classes', classes, logits ? 'linear' : 'softmax'),
  ]);
};

/** One more convolution, and dropout. */
export const version2: Head = (features, { classes, seed, logits }) => {
  const dense = denseBy(seed);
  const dropout = (name: string) => tfl.layers.dropout({ name, rate: 0.2 });
  return through(features, [
    tfl.layers.separableConv2d({
      ...{ name: 'head_conv', filters: 1280, kernelSize: 3, padding: 'valid', activation: 'relu' },
      depthwiseInitializer: tfl.initializers.glorotUniform({ seed: seed + 1 }),
      pointwiseInitializer: tfl.initializers.glorotUniform({ seed: seed + 2 }),
    }),
    tfl.layers.globalMaxPooling2d({ name: 'head_pool' }),
    dense('head_dense1', 1024),
    dropout('head_dropout1'),
    dense('head_dense2', 256),
    dropout('head_dropout2'),
    dense('head_classes', classes, logits ? 'linear' : 'softmax'),
  ]);
};

/** Dense layers whose weights are drawn by the seed and their place. */
function denseBy(seed: number) {
  let place = 10;
  return (name: string, units: number, activation: 'relu' | 'linear' | 'softmax' = 'relu') => {
    place += 1;
    const kernelInitializer = tfl.initializers.glorotUniform({ seed: 100 * seed + place });
    return tfl.layers.dense({ name, units, activation, kernelInitializer });
  };
}

const through = (x: tfl.SymbolicTensor, layers: readonly tfl.layers.Layer[]): tfl.SymbolicTensor =>
  layers.reduce((y, layer) => layer.apply(y) as tfl.SymbolicTensor, x);

/** A head alone, for features of a shape [rows, columns, channels]. */
export function headModel(
  head: Head,
  shape: readonly number[],
  options: HeadOptions,
): tfl.LayersModel {
  const inputs = tfl.input({ shape: [...shape] });
  return tfl.model({ inputs, outputs: head(inputs, options) });
}

/** The base with a trained head. */
export function wholeModel(
  base: tfl.LayersModel,
  head: Head,
  trained: tfl.LayersModel,
  options: HeadOptions,
): tfl.LayersModel {
  const outputs = head(base.outputs[0] as tfl.SymbolicTensor, options);
  const model = tfl.model({ inputs: base.inputs, outputs, name: 'retina' });
  for (const { name } of trained.layers) {
    if (!name.startsWith('head_')) continue;
    const weights = trained.getLayer(name).getWeights();
    model.getLayer(name).setWeights(weights);
  }
  return model;
}
