import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../../internal/itemAt';
import { toFloat } from '../../../internal/toFloat';
import { classNameOf, type Layer } from '../../../model/layer';
import { configOf } from '../../../model/layerConfig';
import type { Rule } from '../rule';
import type { Share } from '../share';
import type { Divide } from '../stabilised';
import { type Cell, type CellWeights, cellWeights, linearShares, type Step } from './cell';
import { gruCell, lstmCell, simpleCell } from './cells';
import { maskedStep } from './maskedStep';
import { resetAfterGruCell, resetAfterWeights } from './resetAfterGruCell';

interface KnownCell {
  readonly cell: Cell;
  readonly states: number;
  readonly weightsOf: (layer: Layer) => CellWeights;
}

const weightsOf = (layer: Layer): CellWeights => cellWeights(layer);

const cells: Readonly<Record<string, KnownCell>> = {
  SimpleRNN: { cell: simpleCell, states: 1, weightsOf },
  LSTM: { cell: lstmCell, states: 2, weightsOf },
  GRU: { cell: gruCell, states: 1, weightsOf },
  ResetAfterGRU: { cell: resetAfterGruCell, states: 1, weightsOf: resetAfterWeights },
};

/**
 * Back through time: sums share in proportion, of products the signal takes all and the gate none (Arras et al. 2017), and
 * what a step makes of its inputs and of the state before is shared by the rule of the layer. Undefined where states are
 * kept from batch to batch.
 */
export function recurrentShare(layer: Layer, rule: Rule): Share | undefined {
  const known = cells[classNameOf(layer)];
  const { goBackwards = false, returnSequences = false, stateful = false } = configOf(layer);
  if (!known || stateful) return undefined;
  return ([x, ...initial], relevance, divide, mask) => {
    const weights = known.weightsOf(layer);
    const inTime = goBackwards ? reversed : (values: tf.Tensor) => values;
    const moments = tf.unstack(inTime(x as tf.Tensor), 1) as tf.Tensor2D[];
    const units = itemAt(itemAt(weights.recurrent, 0).shape, 0);
    const zero = tf.zeros<tf.Rank.R2>([itemAt(itemAt(moments, 0).shape, 0), units]);
    const zeros = new Array<tf.Tensor2D>(known.states).fill(zero);
    const states = initial.length > 0 ? (initial as tf.Tensor2D[]) : zeros;
    const masks = mask && (tf.unstack(inTime(asNumbers(mask)), 1) as tf.Tensor2D[]);
    const steps = stepsOf(known.cell, weights, { moments, masks }, states);
    const ofOutputs = returnSequences
      ? (tf.unstack(relevance, 1) as tf.Tensor2D[])
      : [...new Array<tf.Tensor2D>(moments.length - 1).fill(zero), relevance as tf.Tensor2D];
    const back = backThrough(steps, ofOutputs, zeros, { weights, rule, divide });
    return [inTime(tf.stack(back.x, 1)), ...back.states.slice(0, initial.length)];
  };
}

/** The inputs at each time, and which samples have one then: 1, or 0 where a mask leaves it out, [batch, 1] each. */
interface Sequence {
  readonly moments: readonly tf.Tensor2D[];
  readonly masks: readonly tf.Tensor2D[] | undefined;
}

/** [batch, time, 1]: of what is no float, wasm cannot turn the order round. */
const asNumbers = (mask: tf.Tensor): tf.Tensor => tf.expandDims(toFloat(tf.cast(mask, 'bool')), 2);

const reversed = (values: tf.Tensor): tf.Tensor => tf.reverse(values, 1);

function stepsOf(
  cell: Cell,
  weights: CellWeights,
  { moments, masks }: Sequence,
  initial: readonly tf.Tensor2D[],
): Step[] {
  const steps: Step[] = [];
  for (const [i, x] of moments.entries()) {
    const before = steps.at(-1)?.states ?? initial;
    const step = cell(weights, x, before);
    steps.push(masks ? maskedStep(step, before, itemAt(masks, i)) : step);
  }
  return steps;
}

function backThrough(
  steps: readonly Step[],
  ofOutputs: readonly tf.Tensor2D[],
  zeros: readonly tf.Tensor2D[],
  { weights, rule, divide }: { weights: CellWeights; rule: Rule; divide: Divide },
) {
  const share = linearShares(weights, rule, divide);
  const x: tf.Tensor2D[] = [];
  let states = zeros;
  for (const [i, step] of [...steps.entries()].reverse()) {
    const [h, ...others] = states as [tf.Tensor2D, ...tf.Tensor2D[]];
    const shares = step.back([tf.add(h, itemAt(ofOutputs, i)), ...others], share, divide);
    x.unshift(shares.x);
    ({ states } = shares);
  }
  return { x, states };
}
