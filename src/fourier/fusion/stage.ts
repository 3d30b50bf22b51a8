import * as tf from '@tensorflow/tfjs-core';
import { keptWith } from '../../internal/keptWith';
import { type Activation, activate, applyRun } from '../../linear/applyRun';
import { one, type Shapes, type Tensors } from '../../linear/convolution';
import { everyNth } from '../../linear/everyNth';
import type { LinearOp, LinearRun } from '../../linear/linearOp';
import { runTensors, withTensors } from '../../linear/runTensors';
import {
  keptTransfers,
  spectralConvolution,
  type Transfers,
  tileConvolution,
} from '../convolution/spectralConvolution';
import { applyFusedRun, type FusedRun, type Patch, patchConvolution } from './fusedRun';
import type { Method } from './plan/runPlan';

/** A stage of a run, ready to be computed. */
export type Stage<T extends Shapes = Tensors> =
  | { readonly method: 'layered'; readonly ops: LinearRun<T> }
  | { readonly method: Exclude<Method, 'layered'>; readonly fused: FusedRun<T> };

/** A stage with shapes in the place of tensors: plain data, as which it is saved. */
export type StageSpec = Stage<Shapes>;

/** Kernels and biases of a stage, in order, or their shapes. */
export function stageTensors<T extends Shapes>(stage: Stage<T>): (T['kernel'] | T['bias'])[] {
  if (stage.method === 'layered') return runTensors(stage.ops);
  return stage.fused.patches.flatMap(({ kernel, bias }) => [kernel, bias]);
}

/** A stage on these tensors. */
export function stageWith(stage: StageSpec, tensors: readonly tf.Tensor[]): Stage {
  if (stage.method === 'layered') return { ...stage, ops: withTensors(stage.ops, tensors) };
  const patches = stage.fused.patches.map((patch, i) => ({
    ...patch,
    kernel: tensors[2 * i] as tf.Tensor4D,
    bias: tensors[2 * i + 1] as tf.Tensor1D,
  }));
  return { ...stage, fused: { ...stage.fused, patches } };
}

/**
 * Images [batch, rows, columns, channels] through a stage.
 *
 * @param kept transfer functions of this stage's interior, which by default are kept with its kernel
 */
export function applyStage(
  stage: Stage,
  x: tf.Tensor4D,
  activation: Activation,
  kept?: Transfers,
): tf.Tensor4D {
  if (stage.method === 'layered') return applyRun(stage.ops, x, activation);
  const { fused, method } = stage;
  if (method === 'direct') return applyFusedRun(fused, x, activation);
  return applyFusedRun(fused, x, activation, (image, patch) =>
    spectralInterior(image, patch, { fused, activation, kept, isTiled: method === 'tiled' }),
  );
}

interface Interior {
  readonly fused: FusedRun;
  readonly activation: Activation;
  readonly kept: Transfers | undefined;
  readonly isTiled: boolean;
}

function spectralInterior(
  x: tf.Tensor4D,
  patch: Patch,
  { fused, activation, kept, isTiled }: Interior,
): tf.Tensor4D {
  const { kernel, bias, margins, strides } = patchConvolution(patch, fused.geometry);
  const filters = [{ kernel, dilations: one }];
  const tiling = tileConvolution(x.shape, filters, margins, isTiled ? undefined : Infinity);
  const transfers = kept ?? keptTransfers(filters, tiling, keptWith);
  const y = spectralConvolution(x, filters, tiling, transfers);
  const outputs = everyNth(y, strides);
  const shifted = bias ? tf.add<tf.Tensor4D>(outputs, bias) : outputs;
  return activate(shifted, activation);
}

/** What a stage is saved as; files of users have this form. */
export function specOf(stage: Stage): StageSpec {
  if (stage.method === 'layered') return { ...stage, ops: stage.ops.map(opSpec) };
  const { geometry, patches } = stage.fused;
  return { method: stage.method, fused: { geometry, patches: patches.map(patchSpec) } };
}

function opSpec(op: LinearOp): LinearOp<Shapes> {
  if (op.kind === 'sum') {
    return { kind: 'sum', branches: op.branches.map((run) => run.map(opSpec)) };
  }
  if (op.kind === 'pooling' || op.kind === 'padding') return op;
  const { kernel, bias } = op;
  return { ...op, kernel: shapeOf(kernel), ...(bias && { bias: shapeOf(bias) }) };
}

const patchSpec = ({ zones, kernel, bias }: Patch): Patch<Shapes> => ({
  zones,
  kernel: shapeOf(kernel),
  bias: shapeOf(bias),
});

const shapeOf = <S>({ shape }: { readonly shape: S }) => ({ shape });
