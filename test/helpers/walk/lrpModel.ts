import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { randomTensor } from '../../../support/random';
import type { LayerCase } from './layerCases';
import { BATCH, builtLayer, outputShapeOf, type Prepared } from './layerWalk';

type Symbolic = tfl.SymbolicTensor;

/** A layer in a model, and Σ w·y of what it gives, which is explained. */
export interface LrpModel {
  readonly model: tfl.LayersModel;
  readonly layer: tfl.layers.Layer;
  readonly x: tf.Tensor;
  /** For each value that the layer gives. */
  readonly w: tf.Tensor1D;
  /** A logit, or, where tf.js does not know how many values there are, a function of all. */
  readonly target: number | ((y: tf.Tensor) => tf.Tensor);
}

/** Of a model that reads rows of numbers. */
const NUMBERS = 4;
const LOGITS = 2;
const TARGET = 1;

/** logits = dense(flatten(layer(x))), where tf.js knows what the layer gives. */
export function lrpModel(prepared: Prepared, withBiases: boolean): LrpModel {
  const { one, inputs } = prepared;
  const layer = builtLayer(one);
  if (!withBiases) forgetBiases(layer);
  const isSingle = one.shapes.length === 1;
  const input = tfl.input({ shape: isSingle ? [...one.shapes[0]!] : [NUMBERS] });
  // some layers change the shape of what they read, which shall not be that of the model's input
  const read = isSingle ? unchanged(input) : inputsFrom(input, one);
  const y = layer.apply(read) as Symbolic;
  const actual = outputShapeOf(prepared) ?? (y.shape as number[]);
  const isKnown = y.shape.slice(1).join() === actual.slice(1).join();
  const of = { layer, x: isSingle ? inputs[0]! : randomTensor([BATCH, NUMBERS], 5) };
  return { ...of, ...(isKnown ? withLogits(input, y) : open(input, y, actual)) };
}

const unchanged = (x: Symbolic): Symbolic =>
  tfl.layers.reshape({ targetShape: x.shape.slice(1) }).apply(x) as Symbolic;

/** Several inputs, linear in one x; all the same where many of their values shall be equal. */
function inputsFrom(x: Symbolic, { shapes, values }: LayerCase): Symbolic[] {
  const made = shapes.map((shape, i) => {
    const units = tf.util.sizeFromShape([...shape]);
    const dense = tfl.layers.dense({ units, useBias: false });
    const y = dense.apply(x) as Symbolic;
    dense.setWeights([randomTensor([NUMBERS, units], 51 + i)]);
    return tfl.layers.reshape({ targetShape: [...shape] }).apply(y) as Symbolic;
  });
  return values === 'ties' ? made.map(() => made[0]!) : made;
}

function withLogits(input: Symbolic, y: Symbolic): Pick<LrpModel, 'model' | 'w' | 'target'> {
  const flat = y.shape.length > 2 ? (tfl.layers.flatten().apply(y) as Symbolic) : y;
  const dense = tfl.layers.dense({ units: LOGITS, useBias: false });
  const model = tfl.model({ inputs: input, outputs: dense.apply(flat) as Symbolic });
  const kernel = randomTensor([flat.shape[1]!, LOGITS], 77);
  dense.setWeights([kernel]);
  const w = tf.squeeze<tf.Tensor1D>(tf.slice(kernel, [0, TARGET], [-1, 1]), [1]);
  return { model, w, target: TARGET };
}

function open(
  input: Symbolic,
  y: Symbolic,
  shape: readonly number[],
): Pick<LrpModel, 'model' | 'w' | 'target'> {
  // in front of what would be taken for the end of a classifier
  const output = tfl.layers.rescaling({ scale: 1 }).apply(y) as Symbolic;
  const model = tfl.model({ inputs: input, outputs: output });
  const w = tf.reshape<tf.Rank.R1>(randomTensor([1, ...shape.slice(1)], 77), [-1]);
  const target = (outputs: tf.Tensor) => tf.sum(tf.mul(tf.reshape(outputs, [shape[0]!, -1]), w), 1);
  return { model, w, target };
}

/** And all else that adds to what a layer gives for zeros. */
function forgetBiases(layer: tfl.layers.Layer): void {
  for (const weight of layer.weights) {
    if (/bias|beta|mean/.test(weight.originalName)) weight.write(tf.zerosLike(weight.read()));
  }
}
