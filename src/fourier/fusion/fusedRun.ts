import * as tf from '@tensorflow/tfjs-core';
import { isRecording } from '../../internal/isRecording';
import { itemAt } from '../../internal/itemAt';
import { type Activation, applyConvolution } from '../../linear/applyRun';
import {
  type Convolution,
  one,
  type PerAxis,
  type Shapes,
  type Tensors,
} from '../../linear/convolution';
import type { LinearRun } from '../../linear/linearOp';
import { ensurePatchKernel, type KernelAttributes, kernelName } from './product/ensurePatchKernel';
import type { Bounds } from './product/hostPatches';
import { type AxisGeometry, runGeometry } from './runGeometry';
import type { Zone } from './zone';

/** The convolution that gives the outputs of a zone of rows and a zone of columns. */
export interface Patch<T extends Shapes = Tensors> {
  readonly zones: PerAxis<Zone>;
  /** [rows seen, columns seen, in, outputs of rows · outputs of columns · out]; interiors give one output at a time. */
  readonly kernel: T['kernel'];
  /** [outputs of rows · outputs of columns · out] */
  readonly bias: T['bias'];
}

/** A run as one convolution for its interior and one for every edge and corner. */
export interface FusedRun<T extends Shapes = Tensors> {
  readonly geometry: PerAxis<AxisGeometry>;
  readonly patches: readonly Patch<T>[];
}

/** Whether a run can be fused at all for images of this size, and how it lies on them. */
export function fusedGeometry(
  run: LinearRun<Shapes>,
  [rows, columns]: PerAxis,
): PerAxis<AxisGeometry> | undefined {
  const along = [runGeometry(run, 0, rows), runGeometry(run, 1, columns)] as const;
  return along[0] && along[1] && [along[0], along[1]];
}

/** How the outputs of the interior are computed, where not by its own kernel. */
export type Interior = (x: tf.Tensor4D, patch: Patch) => tf.Tensor4D;

/** The outputs of a fused run to images of the size that it was fused for. */
export function applyFusedRun(
  { geometry, patches }: FusedRun,
  x: tf.Tensor4D,
  activation: Activation,
  interior?: Interior,
): tf.Tensor4D {
  if (!interior && !isRecording() && ensurePatchKernel(tf.getBackend())) {
    return atOnce({ geometry, patches }, x, activation);
  }
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

const bounds: Readonly<Record<Activation, Bounds>> = {
  linear: { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
  relu: { low: 0, high: Number.POSITIVE_INFINITY },
  relu6: { low: 0, high: 6 },
};

/** All patches by one kernel, where the backend has it; no gradient is known of it. */
function atOnce({ geometry, patches }: FusedRun, x: tf.Tensor4D, activation: Activation) {
  const kernels = patches.map(({ kernel }) => kernel);
  const inputs = [x, ...kernels, ...patches.map(({ bias }) => bias)];
  const zones = patches.map((patch) => patch.zones);
  const attributes: KernelAttributes = { geometry, zones, bounds: bounds[activation] };
  return tf
    .engine()
    .runKernel(kernelName, inputs as never, attributes as never) as unknown as tf.Tensor4D;
}

const joined = (parts: tf.Tensor4D[], axis: number): tf.Tensor4D =>
  parts.length === 1 ? itemAt(parts, 0) : tf.concat(parts, axis);

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

/** Outputs that came as channels, at their places. */
function placed(y: tf.Tensor4D, { zones: [row, column] }: Patch): tf.Tensor4D {
  const [batch, rows, columns, outputs] = y.shape;
  if (row.kind === 'interior' && column.kind === 'interior') return y;
  if (column.kind === 'interior') {
    const shape = [batch, columns, row.count, outputs / row.count] as const;
    return tf.transpose(tf.reshape<tf.Rank.R4>(y, [...shape]), [0, 2, 1, 3]);
  }
  const [down, channels] =
    row.kind === 'interior' ? [rows, outputs] : [row.count, outputs / row.count];
  return tf.reshape(y, [batch, down, column.count, channels / column.count]);
}
