import * as tf from '@tensorflow/tfjs-core';
import { type Activation, applyConvolution } from '../../linear/applyRun';
import { type Convolution, one, type PerAxis } from '../../linear/convolution';
import type { LinearRun } from '../../linear/linearOp';
import { type AxisGeometry, runGeometry } from './runGeometry';
import type { Zone } from './zone';

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
