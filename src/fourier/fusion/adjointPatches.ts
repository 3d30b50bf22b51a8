import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import type { Make } from '../../internal/keptWith';
import type { Convolve } from '../../linear/adjointRun';
import {
  type Convolution,
  type Margins,
  one,
  type PerAxis,
  type Shapes,
} from '../../linear/convolution';
import { crop } from '../../linear/crop';
import { padOrCrop } from '../../linear/margins';
import { describeRun, withTensors } from '../../linear/runTensors';
import { type PatchKernel, pathPatches, type RunPaths } from './pathPatches';
import type { AxisGeometry } from './runGeometry';
import { type Zone, zonesOf } from './zone';

/** What carries the cotangents of a patch back to the inputs that they see. */
export interface AdjointPatch {
  readonly zones: PerAxis<Zone>;
  /** Of the patch's outputs, to inputs along interiors, and elsewhere to channels [rows · columns · in]. */
  readonly convolution: Convolution;
}

/**
 * The transpose of a stack of convolutions of stride 1, by its fused kernels.
 *
 * @param make makes the kernels, or finds them
 */
export function adjointPatches(
  paths: RunPaths,
  geometry: PerAxis<AxisGeometry>,
  make: Make,
): AdjointPatch[] {
  const flip = () => pathPatches(paths, geometry, true).map(adjointKernel);
  const kernels = make(
    paths.stack.map(({ kernel }) => kernel),
    `adjoint patches ${JSON.stringify(geometry)} ${describeRun(paths.stack)}`,
    flip,
  );
  const [rows, columns] = [zonesOf(geometry[0]), zonesOf(geometry[1])];
  const zones = rows.flatMap((row) => columns.map((column) => [row, column] as const));
  const channels = [
    itemAt(paths.stack, 0).kernel.shape[2],
    itemAt(paths.stack, -1).kernel.shape[3],
  ] as const;
  return zones.map((pair, i) => {
    const shapes = patchAdjoint(pair, geometry, channels);
    const [convolution] = withTensors([shapes], [kernels[i] as tf.Tensor]) as [Convolution];
    return { zones: pair, convolution };
  });
}

/** Without its kernel, for a stack of so many channels. */
export function patchAdjoint(
  [row, column]: PerAxis<Zone>,
  geometry: PerAxis<AxisGeometry>,
  [inputs, outputs]: readonly [inputs: number, outputs: number],
): Convolution<Shapes> {
  const along = (zone: Zone, { span }: AxisGeometry) =>
    isInterior(zone) ? { taps: span, places: 1 } : { taps: zone.count, places: zone.seen };
  const [down, across] = [along(row, geometry[0]), along(column, geometry[1])];
  const shape = [down.taps, across.taps, outputs, down.places * across.places * inputs] as const;
  return {
    ...{ kind: 'convolution', kernel: { shape }, strides: one, dilations: one },
    margins: [marginsOf(row, geometry[0]), marginsOf(column, geometry[1])],
  };
}

/**
 * @param c cotangents [batch, rows, columns, out] of all outputs
 * @returns [batch, rows, columns, in]
 */
export function adjointByPatches(
  patches: readonly AdjointPatch[],
  geometry: PerAxis<AxisGeometry>,
  c: tf.Tensor4D,
  convolve: Convolve,
): tf.Tensor4D {
  return tf.tidy(() =>
    patches
      .map(({ zones, convolution }) => {
        const outputs = cropped(c, zones, geometry);
        return placed(convolve(convolution, outputs), zones, geometry);
      })
      .reduce((a, b) => tf.add<tf.Tensor4D>(a, b)),
  );
}

const isInterior = ({ kind }: Zone): boolean => kind === 'interior';

/** The outputs of a zone. */
function cropped(
  c: tf.Tensor4D,
  zones: PerAxis<Zone>,
  geometry: PerAxis<AxisGeometry>,
): tf.Tensor4D {
  const [rows, columns] = zones.map(({ begin, count }, axis) => [
    begin,
    itemAt(geometry, axis).outputs - begin - count,
  ]) as [[number, number], [number, number]];
  return crop(c, rows, columns);
}

/** From a patch's kernel, flipped in the interior: its outputs are taps elsewhere, and the inputs that it sees channels. */
function adjointKernel({ zones: [row, column], kernel }: PatchKernel): tf.Tensor4D {
  const [rows, columns, inputs, answers] = kernel.shape;
  const [down, across] = [isInterior(row), isInterior(column)];
  const [height, width] = [down ? 1 : row.count, across ? 1 : column.count];
  const apart = tf.reshape(kernel, [rows, columns, inputs, height, width, -1]);
  const ordered = tf.transpose(apart, [
    ...[down ? 0 : 3, across ? 1 : 4, 5],
    ...[down ? 3 : 0, across ? 4 : 1, 2],
  ]);
  const taps = [down ? rows : height, across ? columns : width] as const;
  const outputs = answers / (height * width);
  const values = kernel.size / (taps[0] * taps[1] * outputs);
  return tf.reshape<tf.Rank.R4>(ordered, [...taps, outputs, values]);
}

/** Around the outputs of a zone, so that the inputs come which lie in the image. */
function marginsOf(zone: Zone, { inputs, span }: AxisGeometry): Margins {
  if (!isInterior(zone)) return [0, 0];
  const { from, seen } = zone;
  const before = span - 1 + Math.min(from, 0);
  return [before, span - 1 - Math.max(from + seen - inputs, 0)];
}

/** What came as channels, and all, at its place in the image. */
function placed(
  y: tf.Tensor4D,
  [row, column]: PerAxis<Zone>,
  geometry: PerAxis<AxisGeometry>,
): tf.Tensor4D {
  const [batch, rows, columns, values] = y.shape;
  const [height, width] = [
    isInterior(row) ? rows : row.seen,
    isInterior(column) ? columns : column.seen,
  ];
  const inputs = (rows * columns * values) / (height * width);
  const seen: tf.Tensor4D =
    !isInterior(row) && isInterior(column)
      ? tf.transpose(tf.reshape(y, [batch, width, height, inputs]), [0, 2, 1, 3])
      : tf.reshape(y, [batch, height, width, inputs]);
  const around = (from: number, length: number, axis: 0 | 1): Margins => {
    const before = Math.max(from, 0);
    return [before, geometry[axis].inputs - before - length];
  };
  return padOrCrop(seen, [around(row.from, height, 0), around(column.from, width, 1)]);
}
