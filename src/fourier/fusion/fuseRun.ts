import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import { keptWith } from '../../internal/keptWith';
import type { Convolution, PerAxis, Shapes } from '../../linear/convolution';
import { dilate } from '../../linear/dilate';
import type { LinearRun } from '../../linear/linearOp';
import { describeRun, hasBias, runTensors } from '../../linear/runTensors';
import type { FusedRun, Patch } from './fusedRun';
import { isConvolutionRun, pathPatches, type RunPaths, runPaths } from './pathPatches';
import type { AxisGeometry } from './runGeometry';
import { multiplicationsOf } from './runWork';
import { canvasSize, unitPatches, zoneBiases } from './unitPatches';
import { type Zone, zonesOf } from './zone';

/**
 * Fuses a run: stacks of convolutions of stride 1 along their paths, all others by their outputs to unit images. Kernels are
 * kept with the weights.
 */
export function fuseRun(
  run: LinearRun,
  geometry: PerAxis<AxisGeometry>,
  channels: number,
): FusedRun {
  if (isOneConvolution(run)) return { geometry, patches: [wholePatch(run[0], geometry)] };
  const name = `fused for ${channels} channels ${JSON.stringify(geometry)} ${describeRun(run)}`;
  const tensors = keptWith(runTensors(run), name, () => patchTensors(run, geometry, channels));
  const [rows, columns] = [zonesOf(geometry[0]), zonesOf(geometry[1])];
  const zones = rows.flatMap((row) => columns.map((column) => [row, column] as const));
  const patches = zones.map(
    (pair, i): Patch => ({
      zones: pair,
      kernel: itemAt(tensors, 2 * i) as tf.Tensor4D,
      bias: itemAt(tensors, 2 * i + 1) as tf.Tensor1D,
    }),
  );
  return { geometry, patches };
}

/** A kernel and a bias for each patch, by rows of patches. */
function patchTensors(
  run: LinearRun,
  geometry: PerAxis<AxisGeometry>,
  channels: number,
): tf.Tensor[] {
  const paths = pathsOf(run, geometry, channels);
  const kernels = paths ? pathPatches(paths, geometry) : unitPatches(run, geometry, channels);
  const biases = hasBias(run) ? zoneBiases(run, geometry, channels) : undefined;
  return kernels.flatMap(({ kernel }, i) => [
    kernel,
    biases?.[i] ?? tf.zeros([itemAt(kernel.shape, 3)]),
  ]);
}

/** Multiplications that this takes. */
export function fusingWork(
  run: LinearRun<Shapes>,
  geometry: PerAxis<AxisGeometry>,
  channels: number,
): number {
  if (isOneConvolution(run)) return 0;
  return pathsOf(run, geometry, channels)?.work ?? unitWork(run, geometry, channels);
}

function unitWork(
  run: LinearRun<Shapes>,
  geometry: PerAxis<AxisGeometry>,
  channels: number,
): number {
  const [rows, columns] = canvasSize(run, geometry);
  return rows * columns * channels * multiplicationsOf(run, [rows, columns, channels]);
}

/** The paths of a stack, where they are the shorter way. */
function pathsOf<T extends Shapes>(
  run: LinearRun<T>,
  geometry: PerAxis<AxisGeometry>,
  channels: number,
): RunPaths<T> | undefined {
  const paths = isConvolutionRun(run) ? runPaths(run) : undefined;
  const isShort = paths && paths.work < unitWork(run, geometry, channels);
  return isShort ? paths : undefined;
}

const isOneConvolution = <T extends Shapes>(run: LinearRun<T>): run is readonly [Convolution<T>] =>
  run.length === 1 && run[0]?.kind === 'convolution';

/** A single convolution has an interior only. */
function wholePatch(
  { kernel, bias, dilations }: Convolution,
  geometry: PerAxis<AxisGeometry>,
): Patch {
  const zones = geometry.map((axis) => zonesOf(axis)[0]) as [Zone, Zone];
  return { zones, kernel: dilate(kernel, dilations), bias: bias ?? tf.zeros([kernel.shape[3]]) };
}
