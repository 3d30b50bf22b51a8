import * as tf from '@tensorflow/tfjs-core';
import { type Convolution, noMargins, one } from '../linear/convolution';
import type { LinearMap, LinearRun } from '../linear/linearOp';
import { classNameOf } from './classNameOf';
import type { Call, Value } from './flatGraph';
import type { Layer } from './graph';
import { activationOf, builtInActivationOf } from './logits';
import { normalizationOf, readLayer, type Shape } from './readLayer';
import type { RunFinder } from './runFinder';

/** Linear maps of values that are seen as images: signals have one row, rows of numbers are images of one pixel. */
export interface LinearStep {
  readonly maps: LinearRun;
  /** Of what the first of them reads. */
  readonly shape: Shape;
}

/** The linear maps from a graph's input to a value, in steps between reshapings; undefined where there are others. */
export function stepsTo(value: Value, find: RunFinder): LinearStep[] | undefined {
  const { call } = value;
  if (!call) return [];
  if (isReshaping(call)) return stepsBefore(call, find);
  const map = activationOf(call.layer) === 'linear' ? rowMap(call) : undefined;
  if (map) {
    const before = stepsBefore(call, find);
    return before && joined(before, map, call);
  }
  const run = find(value);
  if (run?.activation !== 'linear') return undefined;
  const before = stepsTo(run.from, find);
  return before && [...before, { maps: run.maps, shape: run.from.shape }];
}

/** The same to what a call reads. */
export function stepsBefore(call: Call, find: RunFinder): LinearStep[] | undefined {
  const [value, ...others] = call.inputs;
  return value && others.length === 0 ? stepsTo(value, find) : undefined;
}

/** A map of rows goes into the step before it, if that is of rows too. */
export function joined(
  steps: readonly LinearStep[],
  map: LinearMap,
  { inputs }: Call,
): LinearStep[] {
  const before = steps.at(-1);
  if (before?.shape.length === 2) {
    return [...steps.slice(0, -1), { ...before, maps: [...before.maps, map] }];
  }
  return [...steps, { maps: [map], shape: inputs[0]?.shape ?? [] }];
}

/** A layer of rows of numbers as a map of images of one pixel, without its activation. */
export function rowMap({ layer, inputs }: Call): LinearMap | undefined {
  if (inputs.length !== 1 || inputs[0]?.shape.length !== 2) return undefined;
  const name = classNameOf(layer);
  if (name === 'BatchNormalization') return normalizationOf(layer);
  return name === 'Dense' && builtInActivationOf(layer) ? pointwise(layer) : undefined;
}

/** A dense layer as a convolution of single pixels. */
export function pointwise(layer: Layer): Convolution {
  const [weights, bias] = layer.getWeights() as [tf.Tensor2D, tf.Tensor1D | undefined];
  const kernel = tf.reshape<tf.Rank.R4>(weights, [1, 1, ...weights.shape]);
  const where = { strides: one, dilations: one, margins: noMargins };
  return { kind: 'convolution', kernel, ...(bias && { bias }), ...where };
}

/** Whether a call can be among linear steps. */
export function isLinear(call: Call, find: RunFinder): boolean {
  if (activationOf(call.layer) !== 'linear') return false;
  const isSum = classNameOf(call.layer) === 'Add' && find(call.outputs[0] as Value) !== undefined;
  if (isSum || isReshaping(call) || rowMap(call)) return true;
  return readLayer(call.layer, call.inputs[0]?.shape ?? [])?.activation === 'linear';
}

/** Whether a layer leaves the values as they are and in order at inference, though perhaps in another shape. */
export function isReshaping({ layer }: Call): boolean {
  if (!reshaping.test(classNameOf(layer)) || activationOf(layer) !== 'linear') return false;
  return layer.getConfig()['dataFormat'] !== 'channelsFirst';
}

const reshaping =
  /^(Flatten|Reshape|Dropout|SpatialDropout1D|GaussianDropout|GaussianNoise|AlphaDropout|Activation)$/;
