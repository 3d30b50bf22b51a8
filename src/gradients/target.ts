import * as tf from '@tensorflow/tfjs-core';
import { check, checkInteger, checkKind, checkTensor, reading } from '../internal/check';
import { isList } from '../internal/isList';
import { itemAt } from '../internal/itemAt';
import { callback, type Kind } from '../internal/kinds';
import { asNumber, type Label } from '../internal/labelIndices';
import { oneHot } from '../internal/oneHot';
import { shown } from '../internal/shown';
import { toFloat } from '../internal/toFloat';
import type { Outputs } from '../model/modelFunction';
import type { LayersModel } from '../model/splitModel';

export type { Outputs };

/**
 * One number a sample, [batch] or [batch, 1], from what a model gives for some samples: a tensor, or, of several outputs, a
 * list. It may use numbers of its own for each sample from the number of the first one among all. Where a gradient is
 * taken, by operations that have one.
 */
export type TargetFunction = (outputs: tf.Tensor & tf.Tensor[], first: number) => tf.Tensor;

/**
 * Which number is explained. Of outputs [batch, classes] a class index: one for all samples, or a list with one for each.
 * Of outputs with more axes an index path, such as [row, column, class]: one for all samples, or a list with one for each.
 * Of any outputs, and of several, a function of them.
 */
export type Target =
  | number
  | bigint
  | ArrayLike<Label>
  | ArrayLike<ArrayLike<Label>>
  | TargetFunction;

/** The number that is explained, [batch], of outputs. */
export interface Explained {
  (outputs: Outputs): tf.Tensor1D;
  /** Its gradient in the only output, where that is the same for all outputs: 1 at the class, else 0. */
  readonly slope?: tf.Tensor;
}

/** Refuses models with several outputs, unless the target is a function of them. */
export function checkOutputs(model: LayersModel, target: Target | undefined): void {
  const { outputs, outputNames } = model;
  check(
    outputs.length === 1 || typeof target === 'function',
    `model has ${outputs.length} outputs (${outputNames.map((name) => `'${name}'`).join(', ')}): target must be a function of them, such as (outputs) => tf.sum(outputs[0], 1)`,
  );
}

/**
 * A target as a function of outputs. Without one it is, for each sample, the class that is predicted in the outputs y.
 *
 * @param y outputs that the target must fit: what throws while a gradient is recorded would leave tensors behind
 */
export function explainedBy(target: Target | undefined, y: Outputs): Explained {
  checkTarget(target);
  if (typeof target !== 'function') return ofValues(onlyOutput(y), target);
  const explained = ofFunction(target);
  tf.tidy(() => {
    explained(y);
  });
  return explained;
}

/** Of the values of y that are predicted, or that are named. */
function ofValues(y: tf.Tensor, target: Exclude<Target, TargetFunction> | undefined): Explained {
  const chosen = tf.tidy(() => {
    const indices = target === undefined ? predictedClasses(y) : indicesOf(target, y, wholly(y));
    return masksOf(indices, y);
  });
  const slope = tf.reshape(chosen, y.shape);
  return Object.assign((outputs: Outputs) => masked(onlyOutput(outputs), chosen), { slope });
}

const ofFunction =
  (target: TargetFunction): Explained =>
  (outputs) => {
    const list = [outputs].flat();
    const first = itemAt(list, 0);
    const given = list.length === 1 ? first : list;
    return oneEach(target(given as tf.Tensor & tf.Tensor[], 0), first.shape[0] ?? 0);
  };

/** The class of the largest output of each sample, [batch]. */
export function predictedClasses(outputs: Outputs): tf.Tensor1D {
  const y = onlyOutput(outputs);
  checkClasses(y);
  return tf.argMax(y, 1);
}

/** Samples from number `first` up to `end` of so many. */
interface Part {
  readonly first: number;
  readonly end: number;
  readonly count: number;
}

/** The target of some of all samples. */
export function targetOfPart(target: Target | undefined, part: Part): Target | undefined {
  checkTarget(target);
  const isWhole = part.first === 0 && part.end === part.count;
  if (target === undefined || isIndex(target) || isWhole) return target;
  if (typeof target === 'function') return (outputs) => target(outputs, part.first);
  return (outputs) => {
    const y = onlyOutput(outputs);
    return masked(y, masksOf(indicesOf(target, y, part), y));
  };
}

/** What is explained of a sample: a class or an index path; undefined where a function of the outputs is. */
export type TargetOfSample = number | readonly number[] | undefined;

/** What a target means for one sample, where the outputs are of this shape. */
export function targetOfSample(
  target: Target,
  sample: number,
  { length: rank }: readonly number[],
): TargetOfSample {
  if (typeof target === 'function') return undefined;
  if (isIndex(target)) return Number(target);
  const isPath = rank > 2 && !isList(target[0]);
  const own = isPath ? target : target[sample];
  return isList(own) ? Array.from(own, asNumber) : asNumber(own);
}

/** Whether there is such an index depends on the outputs. */
export const targetKind: Kind = {
  holds: (value) => isIndex(value) || callback.holds(value) || isList(value),
  described:
    'a class index, or a list with one for each sample, an index path or a function of the outputs',
};

/** Refuses another kind of target; none is right. */
export function checkTarget(target: Target | undefined): void {
  if (target !== undefined) checkKind('target', target, targetKind);
}

const isIndex = (value: unknown): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint';

/** Flat indices, one for all samples or one for each. */
function indicesOf(target: Exclude<Target, TargetFunction>, y: tf.Tensor, part: Part): tf.Tensor1D {
  const paths = reading('target', () => pathsOf(target, y, part));
  const sizes = y.shape.slice(1);
  const flat = paths.map((path) => path.reduce((at, index, i) => at * itemAt(sizes, i) + index));
  return tf.tensor1d(flat, 'int32');
}

const wholly = ({ shape: [count] }: tf.Tensor): Part => {
  return { first: 0, end: count as number, count: count as number };
};

/** The indices along all axes but the first: once for all samples, or once for each. */
function pathsOf(
  target: Exclude<Target, TargetFunction>,
  y: tf.Tensor,
  { first, end, count }: Part,
): number[][] {
  if (isIndex(target) || y.rank < 2) checkClasses(y);
  const sizes = y.shape.slice(1);
  if (isIndex(target)) return [pathOf(Number(target), sizes)];
  const isPath = y.rank > 2 && !isList(target[0]);
  if (isPath) return [pathOf(target, sizes)];
  const rule = y.rank > 2 ? 'index path' : 'class';
  check(
    target.length === count,
    `target needs one ${rule} for each of ${count} samples, but has ${target.length}`,
  );
  return Array.from<unknown>(target)
    .slice(first, end)
    .map((one) => pathOf(one, sizes));
}

/** Refuses what is no index for each axis of an output of these sizes. */
function pathOf(one: unknown, sizes: readonly number[]): number[] {
  const given = isList(one) ? one : [one];
  check(
    given.length === sizes.length,
    `target needs an index for each of the ${sizes.length} axes [${sizes}] of an output, but it is ${shown(given)}`,
  );
  const path = Array.from(given, asNumber);
  for (const [axis, index] of path.entries()) {
    checkInteger('target', index, 0, itemAt(sizes, axis) - 1);
  }
  return path;
}

/** Refuses several outputs. */
export function onlyOutput(outputs: Outputs): tf.Tensor {
  const [y, ...others] = [outputs].flat();
  check(
    y !== undefined && others.length === 0,
    `there must be one output, or target must be a function of them, but there are ${[outputs].flat().length}`,
  );
  return y;
}

/** Of the only output; of several none, which only a function can read. */
export const shapeOf = (outputs: Outputs): readonly number[] =>
  Array.isArray(outputs) ? [] : outputs.shape;

function checkClasses(y: tf.Tensor): void {
  check(
    y.rank === 2,
    `the output must have shape [batch, classes], but its shape is [${y.shape}]: target must be ${y.rank > 2 ? `an index path of ${y.rank - 1} indices, or ` : ''}a function of it`,
  );
}

/** For each sample, 1 at its flat index or at that of all, else 0: [batch, outputs of a sample]. */
function masksOf(indices: tf.Tensor1D, { shape: [batch = 0, ...sizes] }: tf.Tensor): tf.Tensor2D {
  const mask = oneHot(
    indices,
    sizes.reduce((a, b) => a * b, 1),
  );
  return mask.shape[0] === batch ? mask : tf.tile(mask, [batch, 1]);
}

/** [batch] */
const masked = (y: tf.Tensor, mask: tf.Tensor2D): tf.Tensor1D =>
  tf.sum(tf.mul(tf.reshape(y, mask.shape), mask), 1);

/** [batch] */
function oneEach(numbers: tf.Tensor, batch: number): tf.Tensor1D {
  checkTensor('what target gives', numbers);
  const { shape, rank } = numbers;
  check(
    shape[0] === batch && (rank === 1 || (rank === 2 && shape[1] === 1)),
    `target must give one number for each of ${batch} samples, [batch] or [batch, 1], but its shape is [${shape}]`,
  );
  return tf.reshape(toFloat(numbers), [batch]);
}
