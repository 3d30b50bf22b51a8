import type * as tf from '@tensorflow/tfjs-core';
import { type AdjointMeans, adjointRun } from '../../linear/adjointRun';
import { type Size, sizeAfter } from '../../linear/linearOp';
import { innerPaths } from './adjointCosts';
import { adjointByPatches, adjointPatches } from './adjointPatches';
import type { PlannedStage } from './plan/runPlan';

/** The transpose of a stage, cotangents of its outputs to those of its inputs. */
export type Adjoint = (c: tf.Tensor4D) => tf.Tensor4D;

/** Of each stage of a run for inputs of a size. */
export function stageAdjoints(
  stages: readonly PlannedStage[],
  size: Size,
  means: AdjointMeans,
): Adjoint[] {
  let from = size;
  return stages.map((stage) => {
    const adjoint = adjointOf(stage, from, means);
    from = sizeAfter(stage.ops, from);
    return adjoint;
  });
}

function adjointOf({ method, ops }: PlannedStage, size: Size, means: AdjointMeans): Adjoint {
  const inner = method === 'direct' ? innerPaths(ops, size) : undefined;
  if (!inner) return (c) => adjointRun(ops, c, size, means);
  const { paths, geometry } = inner;
  const patches = adjointPatches(paths, geometry, means.make);
  return (c) => adjointByPatches(patches, geometry, c, means.convolve);
}
