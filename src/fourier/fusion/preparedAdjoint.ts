import * as tf from '@tensorflow/tfjs-core';
import type { HeldTensors } from '../../internal/heldTensors';
import type { AdjointMeans } from '../../linear/adjointRun';
import type { LinearRun, Size } from '../../linear/linearOp';
import { usualCosts } from './plan/costs';
import { planAdjoint } from './quickAdjoint';
import { convolveBy, type QuickMethod, quickMethodFor } from './quickConvolution';
import { type Adjoint, stageAdjoints } from './stageAdjoints';

/** The transpose of a run without biases, for inputs of a size, by kernels that are made once for each number of cotangents. */
export function preparedAdjoint(run: LinearRun, size: Size, held: HeldTensors): Adjoint {
  const means: AdjointMeans = { convolve: plannedConvolve(held), make: held.make };
  const plans = new Map<number, Adjoint[]>();
  const adjointsFor = (batch: number): Adjoint[] => {
    const known = plans.get(batch);
    if (known) return known;
    const { stages } = planAdjoint(run, size, { costs: usualCosts(), batch });
    const made = stageAdjoints(stages, size, means);
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
