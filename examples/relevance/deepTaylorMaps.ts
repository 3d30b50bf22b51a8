import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Composite, collapseModel, lrp } from 'fourier-xai';

/** Weights of a collapsed model's first layer. */
const MOST_WEIGHTS = 2 ** 24;

/**
 * Deep Taylor decomposition is not valid where hidden layers get negative values: linear layers that follow each other
 * are made one first. A model whose layers have activations is taken as it is.
 */
export function deepTaylorMaps(
  model: LayersModel,
  x: Tensor4D,
  target: readonly number[],
  composite: Composite,
): Tensor {
  if (weightedBeforeActivation(model) < 2) return lrp(model, x, { target, composite });
  refuseLarge(model, x);
  const collapsed = collapseModel(model);
  try {
    return lrp(collapsed, x, { target, composite });
  } finally {
    collapsed.dispose();
  }
}

/** Of a layer, as far as it matters here. */
interface Config {
  readonly activation?: string;
  readonly units?: number;
}

const weighted = /^(Conv\dD|DepthwiseConv2D|SeparableConv2D|Dense)$/;
const linear =
  /^(InputLayer|BatchNormalization|ZeroPadding2D|AveragePooling2D|GlobalAveragePooling2D|Flatten|Reshape|Dropout)$/;

const configOf = (layer: LayersModel['layers'][number]) => layer.getConfig() as Config;

/** Layers with weights from the input up to the first activation. */
function weightedBeforeActivation(model: LayersModel): number {
  let count = 0;
  for (const layer of model.layers) {
    const name = layer.getClassName();
    if (weighted.test(name)) count++;
    else if (!linear.test(name)) return count;
    if (weighted.test(name) && configOf(layer).activation !== 'linear') return count;
  }
  return count;
}

function refuseLarge(model: LayersModel, x: Tensor4D): void {
  const dense = model.layers.find((layer) => layer.getClassName() === 'Dense');
  const weights = (x.size / x.shape[0]) * (dense ? (configOf(dense).units ?? 0) : 0);
  if (weights > MOST_WEIGHTS) {
    throw new Error(
      `deepTaylor: the linear layers at the input must be collapsed first, but that takes ${weights} weights`,
    );
  }
}
