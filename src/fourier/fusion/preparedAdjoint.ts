import * as tf from '@tensorflow/tfjs-core';
import type { HeldTensors } from '../../internal/heldTensors';
import { type AdjointMeans, adjointRun } from '../../linear/adjointRun';
import type { Convolution, Shapes } from '../../linear/convolution';
import { type LinearRun, type Size, sizeAfter } from '../../linear/linearOp';
import { adjointByPatches, adjointPatches } from './adjointPatches';
import { isConvolutionRun, runPaths } from './pathPatches';
import { type CostOf, layeredCost } from './plan/costOf';
import { usualCosts } from './plan/costs';
import { type MethodCosts, type PlannedStage, planRun } from './plan/runPlan';
import { innerGeometry, layeredAdjointCost, patchesCost } from './quickAdjoint';
import { convolveBy, type QuickMethod, quickMethodFor } from './quickConvolution';

/** The transpose of a stage, cotangents of its outputs to those of its inputs. */
type Adjoint = (c: tf.Tensor4D) => tf.Tensor4D;

/**
 * The transpose of a run without biases, for inputs of a size. Fused kernels pay more often than in {@link quickAdjoint},
 * since they are made once.
 */
export function preparedAdjoint(run: LinearRun, size: Size, held: HeldTensors): Adjoint {
  const means: AdjointMeans = { convolve: plannedConvolve(held), make: held.make };
  const plans = new Map<number, Adjoint[]>();
  const adjointsFor = (batch: number): Adjoint[] => {
    const known = plans.get(batch);
    if (known) return known;
    const options = { costs: usualCosts(), batch };
    const { stages } = planRun(run, size, options, adjointCosts);
    let from = size;
    const made = stages.map((stage) => {
      const adjoint = adjointOf(stage, from, means);
      from = sizeAfter(stage.ops, from);
      return adjoint;
    });
    plans.set(batch, made);
    return made;
  };
  return (c) =>
    tf.tidy(() => adjointsFor(c.shape[0]).reduceRight((y, adjoint) => adjoint(y), tf.clone(c)));
}

/** Chooses the method of every convolution once. */
function plannedConvolve({ make }: HeldTensors): AdjointMeans['convolve'] {
  const methods = new Map<string, QuickMethod['method']>();
  return (op, x) => {
    const key = [op.kernel.id, x.shape, op.strides, op.dilations, op.margins].join();
    const method = methods.get(key) ?? quickMethodFor(op, x);
    methods.set(key, method);
    return convolveBy(method, op, x, make);
  };
}

function adjointOf({ method, ops }: PlannedStage, size: Size, means: AdjointMeans): Adjoint {
  const stack = method === 'direct' && isConvolutionRun(ops) ? ops : undefined;
  const paths = stack && runPaths(stack);
  const geometry = paths && innerGeometry(paths, size);
  if (!geometry) return (c) => adjointRun(ops, c, size, means);
  const patches = adjointPatches(paths, geometry, means.make);
  return (c) => adjointByPatches(patches, geometry, c, means.convolve);
}

/** What the adjoints of ops cost for images of a size, op by op and by fused kernels. */
function adjointCosts(ops: LinearRun<Shapes>, size: Size, options: CostOf): MethodCosts {
  if (!isConvolutionRun(ops)) return { layered: layeredCost(ops, size, options) };
  const layered = layeredAdjointCost(ops, size, options);
  const paths = ops.length > 1 ? runPaths(ops as readonly Convolution<Shapes>[]) : undefined;
  const geometry = paths && innerGeometry(paths, size);
  return geometry ? { layered, direct: patchesCost(paths, geometry, options) } : { layered };
}
