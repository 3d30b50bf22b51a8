import { checkFollowing } from '../fourier/fusion/fuseKernels';
import { check, reading } from '../internal/check';
import { isList } from '../internal/isList';
import { itemAt } from '../internal/itemAt';
import { integer, listOf } from '../internal/kinds';
import type { KindsOf } from '../internal/options';
import { type Convolution, noMargins, one, span } from '../linear/convolution';
import { foldRun } from '../linear/foldRun';
import { type LinearRun, lengthAfter, type Size, sizeAfter, sizeOf } from '../linear/linearOp';
import { withoutBiases } from '../linear/runTensors';
import { sameMargins } from '../linear/sameMargins';
import type { Shape } from '../model/graph';
import { linearModel } from '../model/linearModel';
import type { ShapedRun } from '../model/shapedRun';
import type { LayersModel } from '../model/splitModel';
import { asImageKernel, type Kernel } from './kernel';

/** g(x): a model of linear layers, or kernels of convolutions of stride 1 with padding 'same', one after the other. */
export type LinearLayers = LayersModel | readonly Kernel[];

/** What an axis of an input may have at most. */
const LONGEST = 2 ** 31 - 1;

export interface InputShapeOptions {
  /**
   * Of one input, [rows, columns, channels] or [width, channels]; the channels may be left out. Each at most 2³¹ - 1. Needed where neither g
   * nor its outputs tell.
   */
  readonly inputShape?: readonly number[] | undefined;
}

export const inputShapeKinds: KindsOf<InputShapeOptions> = {
  inputShape: listOf(integer(1, LONGEST), 1, 3),
};

/** g, or its linear part, for inputs of one size. */
export interface LinearRuns {
  /** Between them the values are reshaped. */
  readonly runs: readonly SizedRun[];
  /** Of one input. */
  readonly inputShape: readonly number[];
  /** Of one output. */
  readonly outputShape: readonly number[];
}

export interface SizedRun {
  readonly ops: LinearRun;
  /** Of what the first of them reads. */
  readonly size: Size;
}

/** Reads g, with biases and folded. Makes tensors: to be called inside tf.tidy. */
export function foldedRuns(g: LinearLayers, inputShape: readonly number[]): LinearRuns {
  const { runs, ...shapes } = affineRuns(g, inputShape);
  return { ...shapes, runs: runs.map(({ ops, size }) => ({ ops: foldRun(ops), size })) };
}

/** Reads the linear part of g, folded. Makes tensors: to be called inside tf.tidy. */
export function linearRuns(
  g: LinearLayers,
  inputShape?: readonly number[],
  outputs?: readonly number[],
): LinearRuns {
  const { runs, ...shapes } = affineRuns(g, inputShape, outputs);
  const linear = runs.map(({ ops, size }) => ({ ops: foldRun(withoutBiases(ops)), size }));
  return { ...shapes, runs: linear };
}

/**
 * Reads g, with biases and layer by layer. Makes tensors: to be called inside tf.tidy.
 *
 * @param inputShape of one input, where it is told
 * @param outputs shape of one output, where it is known
 */
export function affineRuns(
  g: LinearLayers,
  inputShape?: readonly number[],
  outputs?: readonly number[],
): LinearRuns {
  const { runs, input, output } = isList(g)
    ? kernelRuns(g as readonly Kernel[])
    : linearModel(g as LayersModel);
  const shape = inputShapeOf({ runs, input }, inputShape, outputs);
  check(
    runs.length < 2 || runs.every((run) => sizeOf(run.shape)),
    'g reshapes images of any size: it must be made for a size',
  );
  let size = sizeOf([null, ...shape]) as Size;
  const sizedRuns = runs.map((run): SizedRun => {
    const { ops } = run;
    const sized = { ops, size: sizeOf(run.shape) ?? size };
    for (const op of ops) {
      size = sizeAfter([op], op === ops[0] ? sized.size : size);
      check(
        size.every((length) => length > 0),
        `g gives nothing for inputs of shape [${shape}]: they are smaller than its kernels`,
      );
    }
    return sized;
  });
  return { runs: sizedRuns, inputShape: shape, outputShape: outputShapeOf(output, size) };
}

interface Reading {
  readonly runs: readonly ShapedRun[];
  /** Shapes with the batch. */
  readonly input: Shape;
  readonly output: Shape;
}

function kernelRuns(given: readonly Kernel[]): Reading {
  const kernels = reading('g', () => {
    check(given.length > 0, 'g must be a model or a list of kernels, but the list is empty');
    checkFollowing(given);
    return [...given];
  });
  const [first, last] = [itemAt(kernels, 0), itemAt(kernels, -1)];
  for (const [i, { size, shape }] of kernels.entries()) {
    check(size > 0, `kernel ${i + 1} must hold weights, but its shape is [${shape}]`);
  }
  const open = new Array<null>(first.rank - 1).fill(null);
  const input = [...open, itemAt(first.shape, -2)];
  const ops = kernels.map(sameConvolution);
  return { runs: [{ ops, shape: input }], input, output: [...open, itemAt(last.shape, -1)] };
}

function sameConvolution(weights: Kernel): Convolution {
  const kernel = asImageKernel(weights);
  const margins = sameMargins([null, null], span({ kernel, dilations: one }), one) ?? noMargins;
  return { kind: 'convolution', kernel, strides: one, dilations: one, margins };
}

/** The declared shape, completed by what the caller tells, or else by the outputs. */
function inputShapeOf(
  { runs, input }: Pick<Reading, 'runs' | 'input'>,
  told: readonly number[] | undefined,
  outputs: readonly number[] | undefined,
): readonly number[] {
  const declared = input.slice(1);
  if (told) {
    const whole = told.length === declared.length - 1 ? [...told, declared.at(-1)] : told;
    const fits = declared.every((n, axis) => n === null || n === whole[axis]);
    check(
      fits && whole.length === declared.length,
      `g takes [${declared.map((n) => n ?? 'any').join(', ')}], but got [${told.join(', ')}]`,
    );
    return whole as readonly number[];
  }
  const axes = declared.length === 3 ? ([0, 1] as const) : ([1] as const);
  const run = runs.flatMap(({ ops }) => ops);
  const found = declared.map((n, i) => {
    const [axis, length] = [axes[i], outputs?.[i]];
    return (
      n ?? (axis === undefined || length === undefined ? undefined : before(run, axis, length))
    );
  });
  check(
    !found.includes(undefined),
    `g takes [${declared.map((n) => n ?? 'any').join(', ')}]: pass the inputShape that is meant`,
  );
  return found as readonly number[];
}

/** The only length that gives so many outputs; undefined where strides leave several. */
function before(run: LinearRun, axis: 0 | 1, outputs: number): number | undefined {
  const long = 2 ** 20;
  const n = outputs + long - lengthAfter(run, axis, long);
  const around = [n - 1, n, n + 1].map((length) => lengthAfter(run, axis, length) - outputs);
  return n > 0 && around.join() === '-1,0,1' ? n : undefined;
}

function outputShapeOf(output: Shape, size: Size): readonly number[] {
  const declared = output.slice(1);
  if (!declared.includes(null)) return declared as readonly number[];
  return size.slice(3 - declared.length);
}
