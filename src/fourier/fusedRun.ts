import * as tf from '@tensorflow/tfjs-core';
import { flattened } from '../internal/flattened';
import { type Activation, applyConvolution, applyRun } from '../model/applyRun';
import { type Convolution, one, type PerAxis } from '../model/convolution';
import { dilate } from '../model/dilate';
import { channelsAfter, type LinearRun } from '../model/linearMap';
import { withoutBiases } from '../model/runTensors';
import { type AxisGeometry, runGeometry } from './runGeometry';
import { multiplicationsOf } from './runWork';
import { unitResponses } from './unitResponses';
import { canvasOf, clearAnswer, type Zone, zonesOf } from './zones';

/** The convolution that gives the answers of a zone of rows and a zone of columns. */
export interface Patch {
  readonly zones: PerAxis<Zone>;
  /** [rows seen, columns seen, in, answers of rows · answers of columns · out]; interiors give one answer at a time. */
  readonly kernel: tf.Tensor4D;
  /** [answers of rows · answers of columns · out] */
  readonly bias: tf.Tensor1D;
}

/** A run as one convolution for its interior and one for every edge and corner. */
export interface FusedRun {
  readonly geometry: PerAxis<AxisGeometry>;
  readonly patches: readonly Patch[];
}

/** Whether a run can be fused at all for images of this size, and how it lies on them. */
export function fusedGeometry(
  run: LinearRun,
  [rows, columns]: PerAxis,
): PerAxis<AxisGeometry> | undefined {
  const along = [runGeometry(run, 0, rows), runGeometry(run, 1, columns)] as const;
  return along[0] && along[1] && [along[0], along[1]];
}

/** Multiplications that fusing a run takes. */
export function fusingWork(
  run: LinearRun,
  geometry: PerAxis<AxisGeometry>,
  channels: number,
): number {
  const [rows, columns] = [
    canvasOf(run, 0, geometry[0]).inputs,
    canvasOf(run, 1, geometry[1]).inputs,
  ];
  const images = isOneConvolution(run) ? 0 : rows * columns * channels;
  return images * multiplicationsOf(run, [rows, columns, channels]);
}

const isOneConvolution = (run: LinearRun): run is readonly [Convolution] =>
  run.length === 1 && run[0]?.kind === 'convolution';

/**
 * Fuses a run. The answers of the run to every unit image of a small canvas, on which every kind of position
 * occurs, are the rows of its Jacobian, of which the kernels are made.
 */
export function fuseRun(
  run: LinearRun,
  geometry: PerAxis<AxisGeometry>,
  channels: number,
): FusedRun {
  if (isOneConvolution(run)) return { geometry, patches: [wholePatch(run[0], geometry)] };
  const canvas: PerAxis<AxisGeometry> = [
    canvasOf(run, 0, geometry[0]),
    canvasOf(run, 1, geometry[1]),
  ];
  const [rows, columns] = [canvas[0].inputs, canvas[1].inputs];
  const linear = withoutBiases(run);
  const responses = unitResponses(
    (units) => applyRun(linear, units as tf.Tensor4D),
    [rows, columns, channels],
    Array.from({ length: rows * columns * channels }, (_, place) => place),
    rows * columns * widest(run, channels),
  );
  const constants = applyRun(run, tf.zeros([1, rows, columns, channels]));
  const zones = geometry.map(zonesOf) as [Zone[], Zone[]];
  const places = canvas.map(zonesOf) as [Zone[], Zone[]];
  const patches = zones[0].flatMap((row, i) =>
    zones[1].map((column, j): Patch => {
      const [top, left] = [places[0][i] as Zone, places[1][j] as Zone];
      const window = [windowOf(canvas[0], top), windowOf(canvas[1], left)] as const;
      const answers = (y: tf.Tensor4D) =>
        tf.slice(
          y,
          [0, window[0].answer, window[1].answer, 0],
          [-1, window[0].answers, window[1].answers, -1],
        );
      const byInput: tf.Tensor4D = tf.reshape(answers(responses), [rows, columns, channels, -1]);
      const kernel = tf.slice(
        byInput,
        [window[0].from, window[1].from, 0, 0],
        [window[0].seen, window[1].seen, -1, -1],
      );
      return { zones: [row, column], kernel, bias: flattened(answers(constants)) };
    }),
  );
  return { geometry, patches };
}

/** A single convolution has an interior only. */
function wholePatch(
  { kernel, bias, dilations }: Convolution,
  geometry: PerAxis<AxisGeometry>,
): Patch {
  const zones = geometry.map((axis) => zonesOf(axis)[0]) as [Zone, Zone];
  return { zones, kernel: dilate(kernel, dilations), bias: bias ?? tf.zeros([kernel.shape[3]]) };
}

/** Where on the canvas the kernels of a zone are read: the answers, and the inputs that they see. */
function windowOf(canvas: AxisGeometry, zone: Zone) {
  if (zone.kind !== 'interior') {
    return { answer: zone.begin, answers: zone.count, from: zone.from, seen: zone.seen };
  }
  const answer = clearAnswer(canvas) as number;
  const from = canvas.stride * answer + canvas.start;
  return { answer, answers: 1, from, seen: canvas.span };
}

/** The most channels between the maps of a run. */
export function widest(run: LinearRun, channels: number): number {
  return Math.max(channels, ...run.map((_, i) => channelsAfter(run.slice(0, i + 1), channels)));
}

/** How the answers of the interior are computed, where not by its own kernel. */
export type Interior = (x: tf.Tensor4D, patch: Patch) => tf.Tensor4D;

/** The answers of a fused run to images of the size that it was fused for. */
export function applyFusedRun(
  { geometry, patches }: FusedRun,
  x: tf.Tensor4D,
  activation: Activation,
  interior?: Interior,
): tf.Tensor4D {
  return tf.tidy(() => {
    const answersOf = (patch: Patch): tf.Tensor4D => {
      const isInterior = patch.zones.every(({ kind }) => kind === 'interior');
      if (isInterior && interior) return interior(x, patch);
      return placed(applyConvolution(patchConvolution(patch, geometry), x, activation), patch);
    };
    const rows = new Set(patches.map(({ zones }) => zones[0].begin));
    const bands = [...rows].map((begin) =>
      joined(patches.filter(({ zones }) => zones[0].begin === begin).map(answersOf), 2),
    );
    return joined(bands, 1);
  });
}

const joined = (parts: tf.Tensor4D[], axis: number): tf.Tensor4D =>
  parts.length === 1 ? (parts[0] as tf.Tensor4D) : tf.concat(parts, axis);

/** A patch for images of the size that it was made for. */
export function patchConvolution(
  { zones, kernel, bias }: Patch,
  geometry: PerAxis<AxisGeometry>,
): Convolution {
  const along = (axis: 0 | 1) => {
    const { kind, from, seen } = zones[axis];
    const { inputs, stride } = geometry[axis];
    return {
      stride: kind === 'interior' ? stride : 1,
      margins: [-from, from + seen - inputs] as const,
    };
  };
  const [rows, columns] = [along(0), along(1)];
  return {
    ...{ kind: 'convolution', kernel, bias, dilations: one },
    strides: [rows.stride, columns.stride],
    margins: [rows.margins, columns.margins],
  };
}

/** Answers that came as channels, at their places. */
function placed(y: tf.Tensor4D, { zones: [row, column] }: Patch): tf.Tensor4D {
  const [batch, rows, columns, answers] = y.shape;
  if (row.kind === 'interior' && column.kind === 'interior') return y;
  if (column.kind === 'interior') {
    const shape = [batch, columns, row.count, answers / row.count] as const;
    return tf.transpose(tf.reshape<tf.Rank.R4>(y, [...shape]), [0, 2, 1, 3]);
  }
  const [down, channels] =
    row.kind === 'interior' ? [rows, answers] : [row.count, answers / row.count];
  return tf.reshape(y, [batch, down, column.count, channels / column.count]);
}
