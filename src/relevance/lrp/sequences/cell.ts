import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../../internal/itemAt';
import { noMargins } from '../../../linear/convolution';
import type { Layer } from '../../../model/layer';
import { opPart } from '../layerParts';
import type { Rule } from '../rule';
import type { Divide } from '../stabilised';

/** What of a state comes from where: relevance of the inputs at a time, and of the states before. */
export interface StepShares {
  readonly x: Tensor2D;
  readonly states: readonly Tensor2D[];
}

/** One step through time, and back. */
export interface Step {
  readonly states: readonly Tensor2D[];
  /** @param relevance of the states that the step gives */
  back(relevance: readonly Tensor2D[], share: ShareLinear, divide: Divide): StepShares;
}

/** The step of a recurrent layer from its inputs at a time and the states before. */
export type Cell = (weights: CellWeights, x: Tensor2D, before: readonly Tensor2D[]) => Step;

/** Shares the relevance of z = x·W + h·U + b out among x and h, by the rule of the layer. */
export type ShareLinear = (
  gate: number,
  x: Tensor2D,
  h: Tensor2D,
  z: Tensor2D,
) => [Tensor2D, Tensor2D];

type Activation = (x: Tensor) => Tensor2D;

/** The weights of a recurrent layer, cut into those of its gates. */
export interface CellWeights {
  readonly kernels: readonly Tensor2D[];
  readonly recurrent: readonly Tensor2D[];
  readonly biases: readonly (Tensor1D | undefined)[];
  readonly activation: Activation;
  readonly gate: Activation;
}

interface TfjsCell {
  readonly units: number;
  readonly activation: { apply(x: Tensor): Tensor };
  readonly recurrentActivation?: { apply(x: Tensor): Tensor };
}

/** @param bias of all gates; that of the layer, if not given */
export function cellWeights(
  layer: Layer,
  bias = layer.getWeights()[2] as Tensor1D | undefined,
): CellWeights {
  const { cell } = layer as Layer & { readonly cell: TfjsCell };
  const [kernel, recurrent] = layer.getWeights() as [Tensor2D, Tensor2D];
  const gates = itemAt(kernel.shape, 1) / cell.units;
  const noBiases = new Array<undefined>(gates).fill(undefined);
  return {
    kernels: tf.split(kernel, gates, 1),
    recurrent: tf.split(recurrent, gates, 1),
    biases: bias ? tf.split<Tensor1D>(bias, gates) : noBiases,
    activation: (x) => cell.activation.apply(x) as Tensor2D,
    gate: (x) => (cell.recurrentActivation ?? cell.activation).apply(x) as Tensor2D,
  };
}

/** x·W + h·U + b of a gate. */
export function preActivation(
  { kernels, recurrent, biases }: CellWeights,
  gate: number,
  x: Tensor2D,
  h: Tensor2D,
): Tensor2D {
  const sum = tf.add(tf.matMul(x, itemAt(kernels, gate)), tf.matMul(h, itemAt(recurrent, gate)));
  const bias = biases[gate];
  return (bias ? tf.add(sum, bias) : sum) as Tensor2D;
}

/** By a rule, x and h side by side as the inputs of one dense layer. */
export const linearShares =
  ({ kernels, recurrent, biases }: CellWeights, rule: Rule, divide: Divide): ShareLinear =>
  (gate, x, h, relevance) => {
    const kernel = tf.concat2d([itemAt(kernels, gate), itemAt(recurrent, gate)], 0);
    const [inputs, units] = kernel.shape;
    const weights = tf.reshape<tf.Rank.R4>(kernel, [1, 1, inputs, units]);
    const part = densePart(weights, biases[gate]);
    const pixels = (rows: Tensor) =>
      tf.reshape<tf.Rank.R4>(rows, [itemAt(rows.shape, 0), 1, 1, itemAt(rows.shape, 1)]);
    const shares = rule(part, pixels(tf.concat2d([x, h], 1)), pixels(relevance), divide);
    const rows = tf.reshape<tf.Rank.R2>(shares, [-1, inputs]);
    return tf.split(rows, [itemAt(x.shape, 1), itemAt(h.shape, 1)], 1) as [Tensor2D, Tensor2D];
  };

const densePart = (kernel: tf.Tensor4D, bias: Tensor1D | undefined) =>
  opPart(
    {
      ...{ kind: 'convolution', kernel, ...(bias && { bias }) },
      ...{ strides: [1, 1], dilations: [1, 1], margins: noMargins },
    },
    [1, 1, kernel.shape[2]],
  );
