import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import { type Convolution, type Margins, one, type PerAxis } from '../../linear/convolution';
import { crop } from '../../linear/crop';
import { padOrCrop } from '../../linear/margins';
import { type PatchKernel, pathPatches, type RunPaths } from './pathPatches';
import { quickConvolution } from './quickConvolution';
import type { AxisGeometry } from './runGeometry';
import type { Zone } from './zone';

/**
 * The transpose of a stack of convolutions of stride 1, by its fused kernels: every patch carries the cotangents of its
 * outputs back to the inputs that they see.
 *
 * @param c [batch, rows, columns, out] of all outputs
 * @returns [batch, rows, columns, in]
 */
export function adjointByPatches(
  paths: RunPaths,
  geometry: PerAxis<AxisGeometry>,
  c: tf.Tensor4D,
): tf.Tensor4D {
  return tf.tidy(() =>
    pathPatches(paths, geometry, true)
      .map((patch) => adjointPatch(patch, geometry, c))
      .reduce((a, b) => tf.add<tf.Tensor4D>(a, b)),
  );
}

function adjointPatch(
  { zones, kernel }: PatchKernel,
  geometry: PerAxis<AxisGeometry>,
  c: tf.Tensor4D,
): tf.Tensor4D {
  const [row, column] = zones;
  const [rows, columns, inputs] = kernel.shape;
  const [down, across] = [isInterior(row), isInterior(column)];
  const outputs = collected(cropped(c, zones, geometry), zones);
  const y = quickConvolution(adjointOf(kernel, [down, across]), outputs);
  const batch = c.shape[0];
  const [height, width] = [down ? y.shape[1] : rows, across ? y.shape[2] : columns];
  const seen: tf.Tensor4D =
    !down && across
      ? tf.transpose(tf.reshape(y, [batch, width, height, inputs]), [0, 2, 1, 3])
      : tf.reshape(y, [batch, height, width, inputs]);
  const around = ({ from }: Zone, length: number, axis: 0 | 1): Margins => [
    from,
    geometry[axis].inputs - from - length,
  ];
  return padOrCrop(seen, [around(row, height, 0), around(column, width, 1)]);
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

/** Outputs as channels, along the axes where they are given at one place. */
function collected(c: tf.Tensor4D, [row, column]: PerAxis<Zone>): tf.Tensor4D {
  const [batch, rows, columns, channels] = c.shape;
  if (isInterior(row)) {
    return isInterior(column) ? c : tf.reshape(c, [batch, rows, 1, columns * channels]);
  }
  if (!isInterior(column)) return tf.reshape(c, [batch, 1, 1, rows * columns * channels]);
  const columnsFirst = tf.transpose(c, [0, 2, 1, 3]);
  return tf.reshape(columnsFirst, [batch, 1, columns, rows * channels]);
}

/** The convolution of outputs with a flipped kernel; what it sees at one place comes as channels. */
function adjointOf(kernel: tf.Tensor4D, [down, across]: PerAxis<boolean>): Convolution {
  const taps = ([0, 1] as const).filter((axis) => [down, across][axis]);
  const places = ([0, 1] as const).filter((axis) => ![down, across][axis]);
  const ordered = tf.transpose(kernel, [...taps, 3, ...places, 2]);
  const [rows, columns] = [down ? kernel.shape[0] : 1, across ? kernel.shape[1] : 1];
  const filter = tf.reshape<tf.Rank.R4>(ordered, [rows, columns, kernel.shape[3], -1] as never);
  const margins: PerAxis<Margins> = [
    [rows - 1, rows - 1],
    [columns - 1, columns - 1],
  ];
  return { kind: 'convolution', kernel: filter, strides: one, dilations: one, margins };
}
