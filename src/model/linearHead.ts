import * as tf from '@tensorflow/tfjs-core';
import { classNameOf } from './classNameOf';
import { noMargins, one } from './convolution';
import { type Call, callsOf, type FlatGraph, type Value } from './flatGraph';
import type { Layer } from './graph';
import type { LinearMap, LinearRun } from './linearMap';
import { type RunFinder, runFinder } from './linearRuns';
import { activationOf, builtInActivationOf } from './logits';
import { normalizationOf, readLayer, type Shape } from './readLayer';

/** Linear maps of values that are seen as images; rows of numbers are images of one pixel. */
export interface HeadStep {
  readonly maps: LinearRun;
  /** Of what the first of them reads. */
  readonly shape: Shape;
}

/** A model from its input to its last dense layer that is a linear map of it, in steps between reshapings. */
export interface LinearHead {
  /** The last map is that dense layer, or a normalisation of what it gives. */
  readonly steps: readonly HeadStep[];
  /** What the last of them gives. */
  readonly value: Value;
  /** The layer that gives it. */
  readonly layer: Layer;
}

/** The longest such head of a model with one input; else the first layer that is in its way. */
export function linearHead(
  graph: FlatGraph,
): LinearHead | { readonly obstacle: Layer | undefined } {
  const find = runFinder(graph);
  const calls = callsOf(graph);
  const heads = calls.flatMap((call) => {
    const before = stepsBefore(call, find);
    const last = rowMap(call);
    if (!before || !last) return [];
    const steps = joined(before, last, call);
    const hasDense = steps.at(-1)?.maps.some(({ kind }) => kind === 'convolution');
    return hasDense ? [{ steps, value: call.outputs[0] as Value, layer: call.layer }] : [];
  });
  const longest = heads.reduce<LinearHead | undefined>(
    (a, b) => (a && mapsOf(a) >= mapsOf(b) ? a : b),
    undefined,
  );
  return longest ?? { obstacle: calls.find((call) => !passesOn(call, find))?.layer };
}

const mapsOf = ({ steps }: LinearHead): number =>
  steps.reduce((sum, { maps }) => sum + maps.length, 0);

/** The linear maps from the model's input to what a call reads; undefined where there are others. */
function stepsBefore(call: Call, find: RunFinder): HeadStep[] | undefined {
  const [value, ...others] = call.inputs;
  return value && others.length === 0 ? stepsTo(value, find) : undefined;
}

function stepsTo(value: Value, find: RunFinder): HeadStep[] | undefined {
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

/** A map of rows goes into the step before it, if that is of rows too. */
function joined(steps: readonly HeadStep[], map: LinearMap, { inputs }: Call): HeadStep[] {
  const before = steps.at(-1);
  if (before?.shape.length === 2) {
    return [...steps.slice(0, -1), { ...before, maps: [...before.maps, map] }];
  }
  return [...steps, { maps: [map], shape: inputs[0]?.shape ?? [] }];
}

/** Whether a layer leaves the values as they are and in order at inference, though perhaps in another shape. */
function isReshaping({ layer }: Call): boolean {
  if (!reshaping.test(classNameOf(layer)) || activationOf(layer) !== 'linear') return false;
  return layer.getConfig()['dataFormat'] !== 'channelsFirst';
}

const reshaping =
  /^(Flatten|Reshape|Dropout|SpatialDropout1D|GaussianDropout|GaussianNoise|AlphaDropout|Activation)$/;

/** A layer of rows of numbers as a map of images of one pixel, without its activation. */
function rowMap({ layer, inputs }: Call): LinearMap | undefined {
  if (inputs.length !== 1 || inputs[0]?.shape.length !== 2) return undefined;
  const name = classNameOf(layer);
  if (name === 'BatchNormalization') return normalizationOf(layer);
  return name === 'Dense' && builtInActivationOf(layer) ? pointwise(layer) : undefined;
}

function pointwise(layer: Layer): LinearMap {
  const [weights, bias] = layer.getWeights() as [tf.Tensor2D, tf.Tensor1D | undefined];
  const kernel = tf.reshape<tf.Rank.R4>(weights, [1, 1, ...weights.shape]);
  const where = { strides: one, dilations: one, margins: noMargins };
  return { kind: 'convolution', kernel, ...(bias && { bias }), ...where };
}

/** Whether a call can be part of a linear head. */
function passesOn(call: Call, find: RunFinder): boolean {
  if (activationOf(call.layer) !== 'linear') return false;
  const isSum = classNameOf(call.layer) === 'Add' && find(call.outputs[0] as Value) !== undefined;
  if (isSum || isReshaping(call) || rowMap(call)) return true;
  return readLayer(call.layer, call.inputs[0]?.shape ?? [])?.activation === 'linear';
}
