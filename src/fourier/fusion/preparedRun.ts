import * as tf from '@tensorflow/tfjs-core';
import type { HeldTensors } from '../../internal/heldTensors';
import { tidyValue } from '../../internal/tidyValue';
import { foldRun } from '../../linear/foldRun';
import { type LinearRun, type Size, sizeAfter } from '../../linear/linearOp';
import { hasBias, runTensors, withoutBiases, withTensors } from '../../linear/runTensors';
import { forgetTransfers, type Transfers } from '../convolution/spectralConvolution';
import { type FusedRun, fusedGeometry } from './fusedRun';
import { fuseRun } from './fuseRun';
import type { RunGeometry } from './plan/costOf';
import { usualCosts } from './plan/costs';
import { type PlannedStage, planRun } from './plan/runPlan';
import { preparedAdjoint } from './preparedAdjoint';

import { applyStage, type Stage } from './stage';

/**
 * A run for images of one size, on weights that are its own. Plans are made for each number of images, and kernels for
 * the plans, when they are needed first.
 */
export interface PreparedRun {
  /** Without biases. */
  readonly linear: LinearRun;
  /** Of images [batch, rows, columns, in]. */
  forward(x: tf.Tensor4D): tf.Tensor4D;
  /** The same without biases. */
  jvp(tangent: tf.Tensor4D): tf.Tensor4D;
  /** Of cotangents [batch, rows, columns, out]. */
  vjp(cotangent: tf.Tensor4D): tf.Tensor4D;
  /** Frees what `held` does not hold. */
  dispose(): void;
}

/** @param held has the weights, and what is made of them, until it is disposed of */
export function preparedRun(run: LinearRun, size: Size, held: HeldTensors): PreparedRun {
  const own = (ops: LinearRun) => withTensors(ops, runTensors(ops).map(held.hold));
  const affine = tidyValue(() => own(foldRun(run)));
  const linear = hasBias(run) ? tidyValue(() => own(foldRun(withoutBiases(run)))) : affine;
  const adjoint = preparedAdjoint(linear, size, held);
  const stagesFor = plannedStages(affine, size, held);
  const through = (stages: readonly ReadyStage[], x: tf.Tensor4D) =>
    tf.tidy(() =>
      stages.reduce(
        (y, { stage, transfers }) => applyStage(stage, y, 'linear', transfers),
        tf.clone(x),
      ),
    );
  return {
    linear,
    forward: (x) => through(stagesFor(x.shape[0]), x),
    jvp: (tangent) => through(stagesFor(tangent.shape[0]).map(withoutBias), tangent),
    vjp: adjoint,
    dispose: () => {
      stagesFor.dispose();
    },
  };
}

/** A stage with the transfer functions of its interior. */
interface ReadyStage {
  readonly stage: Stage;
  /** The same without biases. */
  readonly linear: Stage;
  readonly transfers: Transfers;
}

const withoutBias = (ready: ReadyStage): ReadyStage => ({ ...ready, stage: ready.linear });

/** The stages for so many images. */
function plannedStages(run: LinearRun, size: Size, held: HeldTensors) {
  const kept: Transfers[] = [];
  const plans = new Map<number, ReadyStage[]>();
  const ready = ({ method, ops }: PlannedStage, from: Size): ReadyStage => {
    const transfers: Transfers = new Map();
    kept.push(transfers);
    const stage: Stage =
      method === 'layered' ? { method, ops } : { method, fused: heldFusion(ops, from, held) };
    return { stage, linear: linearStage(stage, held), transfers };
  };
  const stagesFor = (batch: number): ReadyStage[] => {
    const known = plans.get(batch);
    if (known) return known;
    const { stages } = planRun(run, size, { costs: usualCosts(), batch });
    let from = size;
    const made = stages.map((stage) => {
      const one = ready(stage, from);
      from = sizeAfter(stage.ops, from);
      return one;
    });
    plans.set(batch, made);
    return made;
  };
  const dispose = () => {
    kept.forEach(forgetTransfers);
  };
  return Object.assign(stagesFor, { dispose });
}

/** Made once for all numbers of images, as it is kept with the weights. */
function heldFusion(ops: LinearRun, [rows, columns, channels]: Size, held: HeldTensors): FusedRun {
  return tidyValue(() => {
    const geometry = fusedGeometry(ops, [rows, columns]) as RunGeometry;
    const { patches } = fuseRun(ops, geometry, channels);
    const own = patches.map(({ zones, kernel, bias }) => ({
      zones,
      kernel: held.hold(kernel),
      bias: held.hold(bias),
    }));
    return { geometry, patches: own };
  });
}

function linearStage(stage: Stage, { make }: HeldTensors): Stage {
  if (stage.method === 'layered') return { ...stage, ops: withoutBiases(stage.ops) };
  const patches = stage.fused.patches.map((patch) => {
    const [bias] = make([patch.bias], 'zeros', () => [tf.zerosLike(patch.bias)]) as [tf.Tensor1D];
    return { ...patch, bias };
  });
  return { ...stage, fused: { ...stage.fused, patches } };
}
