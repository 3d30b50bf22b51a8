import * as tf from '@tensorflow/tfjs-core';
import { tidyValue } from '../internal/tidyValue';
import type { Convolution, Margins, PerAxis } from '../model/convolution';
import { extentOf } from './spectralProduct';

/** What makes a stack that was padded once equal to one that pads in every layer. */
export interface ExactBorder {
  /** Whether the answer to images of this size has an interior, so that `apply` is possible. */
  fits(x: tf.Tensor4D): boolean;
  /** Replaces the border of `y`, the answer to `x` [batch, rows, columns, in] padded once. */
  apply(x: tf.Tensor4D, y: tf.Tensor4D): tf.Tensor4D;
  dispose(): void;
}

/**
 * Along one axis the answers fall into those before, in and after the interior. Those at an edge see
 * the window of inputs there; all of them together are one convolution with as many times the channels.
 */
interface Zone {
  readonly kind: 'before' | 'interior' | 'after';
  /** How many answers one application gives: the width of an edge, or 1 in the interior. */
  readonly answers: number;
  /** First of these answers, and first and number of the inputs they see, on the canvas. */
  readonly firstAnswer: number;
  readonly firstInput: number;
  readonly inputs: number;
}

interface Patch {
  readonly zones: PerAxis<Zone>;
  /** [rows of inputs, columns of inputs, in, rows of answers · columns of answers · out] */
  readonly kernel: tf.Tensor4D;
  /** [rows of answers · columns of answers · out] */
  readonly bias: tf.Tensor1D;
}

/**
 * All edge kernels come from one small canvas of the size of the stack's kernel: on it every kind of
 * position occurs, and the layers' answer to each unit image is a row of their Jacobian.
 */
export function exactBorder(convolutions: readonly Convolution[]): ExactBorder {
  const { spans, margins } = extentOf(convolutions);
  const widths = extentOf(convolutions.slice(1)).margins;
  const zones = [0, 1].map((axis) =>
    zonesOf(spans[axis] as number, margins[axis] as Margins, widths[axis] as Margins),
  ) as unknown as PerAxis<Zone[]>;
  const patches = tidyValue(() => patchesOf(convolutions, spans, zones).map(keepPatch));

  return {
    fits: ({ shape }) => {
      return widths.every((width, i) => {
        const [before, after] = margins[i] as Margins;
        const answers = (shape[i + 1] as number) + before + after - (spans[i] as number) + 1;
        return answers > width[0] + width[1];
      });
    },
    apply: (x, y) =>
      tf.tidy(() => {
        const padded = tf.pad(x, [[0, 0], [...margins[0]], [...margins[1]], [0, 0]]);
        const rows = zones[0].map((row) =>
          tf.concat(
            zones[1].map((column) => {
              const patch = patches.find((one) => one.zones[0] === row && one.zones[1] === column);
              if (!patch) return interiorOf(y, widths);
              return answersOf(patch, windowOf(padded, patch.zones, { spans, margins, widths }));
            }),
            2,
          ),
        );
        return tf.concat(rows, 1);
      }),
    dispose: () => tf.dispose(patches.flatMap(({ kernel, bias }) => [kernel, bias])),
  };
}

function zonesOf(span: number, [before, after]: Margins, widths: Margins): Zone[] {
  const answers = before + after + 1;
  const interior: Zone = {
    kind: 'interior',
    answers: 1,
    firstAnswer: before,
    firstInput: 0,
    inputs: span,
  };
  const first = widths[0] + span - 1 - before;
  const last = widths[1] + span - 1 - after;
  const edges: Zone[] = [
    { kind: 'before', answers: widths[0], firstAnswer: 0, firstInput: 0, inputs: first },
    interior,
    {
      kind: 'after',
      answers: widths[1],
      firstAnswer: answers - widths[1],
      firstInput: span - last,
      inputs: last,
    },
  ];
  return edges.filter((zone) => zone.answers > 0);
}

function patchesOf(
  convolutions: readonly Convolution[],
  [rows, columns]: PerAxis,
  zones: PerAxis<Zone[]>,
): Patch[] {
  const channels = (convolutions[0] as Convolution).kernel.shape[2];
  const pixels = rows * columns * channels;
  const units = tf.reshape<tf.Rank.R4>(tf.eye(pixels), [pixels, rows, columns, channels]);
  const responses = layered(units, convolutions, false);
  const constants = layered(tf.zeros([1, rows, columns, channels]), convolutions, true);
  const pairs = zones[0].flatMap((row) => zones[1].map((column) => [row, column] as const));
  return pairs
    .filter((pair) => pair.some(({ kind }) => kind !== 'interior'))
    .map(([row, column]) => {
      const answers = (x: tf.Tensor4D) =>
        tf.slice(
          x,
          [0, row.firstAnswer, column.firstAnswer, 0],
          [-1, row.answers, column.answers, -1],
        );
      const byInput = tf.reshape<tf.Rank.R4>(answers(responses), [rows, columns, channels, -1]);
      const from: [number, number, number, number] = [row.firstInput, column.firstInput, 0, 0];
      return {
        zones: [row, column],
        kernel: tf.slice(byInput, from, [row.inputs, column.inputs, -1, -1]),
        bias: tf.reshape(answers(constants), [-1]),
      };
    });
}

function keepPatch(patch: Patch): Patch {
  tf.keep(patch.kernel);
  tf.keep(patch.bias);
  return patch;
}

/** The layers one after the other, each with its own margins. */
function layered(
  x: tf.Tensor4D,
  convolutions: readonly Convolution[],
  withBias: boolean,
): tf.Tensor4D {
  return convolutions.reduce((y, { kernel, bias, dilations, margins }) => {
    const padded = tf.pad(y, [[0, 0], [...margins[0]], [...margins[1]], [0, 0]]);
    const next = tf.conv2d(padded, kernel, 1, 'valid', 'NHWC', [...dilations]);
    return withBias && bias ? tf.add(next, bias) : next;
  }, x);
}

interface Extent {
  readonly spans: PerAxis;
  readonly margins: PerAxis<Margins>;
  readonly widths: PerAxis<Margins>;
}

/** The inputs that a patch sees, out of the image with its margins. */
function windowOf(padded: tf.Tensor4D, zones: PerAxis<Zone>, extent: Extent): tf.Tensor4D {
  const [rows, columns] = [0, 1].map((axis) => {
    const length = padded.shape[axis + 1] as number;
    const { kind, inputs } = zones[axis] as Zone;
    const [before, after] = extent.margins[axis] as Margins;
    const widths = extent.widths[axis] as Margins;
    if (kind === 'before') return [before, inputs];
    if (kind === 'after') return [length - after - inputs, inputs];
    return [widths[0], length - widths[0] - widths[1]];
  }) as [[number, number], [number, number]];
  return tf.slice(padded, [0, rows[0], columns[0], 0], [-1, rows[1], columns[1], -1]);
}

/** A patch's answers at their places, [batch, rows, columns, out]. */
function answersOf({ zones: [row, column], kernel, bias }: Patch, x: tf.Tensor4D): tf.Tensor4D {
  const y = tf.add<tf.Tensor4D>(tf.conv2d(x, kernel, 1, 'valid'), bias);
  const [batch, rows, columns] = y.shape;
  if (column.kind !== 'interior') {
    return tf.reshape(y, [batch, rows * row.answers, column.answers, -1]);
  }
  return tf.transpose(tf.reshape(y, [batch, columns, row.answers, -1]), [0, 2, 1, 3]);
}

function interiorOf(y: tf.Tensor4D, [rows, columns]: PerAxis<Margins>): tf.Tensor4D {
  const size: [number, number, number, number] = [
    y.shape[0],
    y.shape[1] - rows[0] - rows[1],
    y.shape[2] - columns[0] - columns[1],
    y.shape[3],
  ];
  return tf.slice(y, [0, rows[0], columns[0], 0], size);
}
