import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { naiveModel } from './naiveModel';

/** One image through a sequence of layers with channels of the layer `cut` at zero, each pass in float64. */
export interface NaiveAblation {
  /** Channels of that layer. */
  readonly kernels: number;
  readonly full: readonly number[];
  /** The mean over the logits of |approximate - full| of the model that keeps some channels. */
  errorOf(isKept: (kernel: number) => boolean): number;
}

export async function naiveAblations(
  model: tfl.LayersModel,
  cut: number,
  x: tf.Tensor,
): Promise<NaiveAblation[]> {
  const layers = model.layers.filter((layer) => layer.getClassName() !== 'InputLayer');
  const shape = layers[cut]!.outputShape.slice(1) as number[];
  const g = await naiveModel(layers.slice(0, cut + 1), x.shape.slice(1));
  const h = await naiveModel(layers.slice(cut + 1), shape, { probabilities: false });
  const values = await x.data<'float32'>();
  const size = values.length / x.shape[0]!;
  const kernels = shape.at(-1)!;
  return Array.from({ length: x.shape[0]! }, (_, image) => {
    const features = g(values.slice(image * size, (image + 1) * size));
    const full = h(features);
    const errorOf = (isKept: (kernel: number) => boolean) => {
      const logits = h(features.map((value, at) => (isKept(at % kernels) ? value : 0)));
      return logits.reduce((sum, v, i) => sum + Math.abs(v - full[i]!), 0) / full.length;
    };
    return { kernels, full, errorOf };
  });
}

export interface NaiveSelection {
  readonly ranking: number[];
  readonly errors: number[];
  readonly selected: number[];
  readonly predicted: number;
}

/** The source document's recipe, word by word. */
export function naiveSelection(
  ablation: NaiveAblation,
  { tolerance = 0.3, candidates = allOf(ablation) } = {},
): NaiveSelection {
  const { full, errorOf } = ablation;
  const harms = candidates.map((removed) => ({
    removed,
    harm: errorOf((kernel) => kernel !== removed),
  }));
  harms.sort((a, b) => b.harm - a.harm || a.removed - b.removed);
  const ranking = harms.map(({ removed }) => removed);
  const errors = naiveErrors(ablation, ranking);
  const total = full.reduce((sum, v) => sum + Math.abs(v), 0) / full.length;
  let count = 1;
  while (count < ranking.length && errors[count - 1]! > tolerance * total) count++;
  return {
    ranking,
    errors,
    selected: ranking.slice(0, count),
    predicted: full.indexOf(Math.max(...full)),
  };
}

const allOf = ({ kernels }: NaiveAblation) =>
  Array.from({ length: kernels }, (_, kernel) => kernel);

/** The errors of the models that keep the first kernel of a ranking alone, the first two, and so on. */
export const naiveErrors = ({ errorOf }: NaiveAblation, ranking: readonly number[]): number[] =>
  ranking.map((_, k) => errorOf((kernel) => ranking.slice(0, k + 1).includes(kernel)));
