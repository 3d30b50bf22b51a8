import * as tf from '@tensorflow/tfjs-core';
import { type Activation, activate, applyRun } from '../../linear/applyRun';
import { type Convolution, one } from '../../linear/convolution';
import { everyNth } from '../../linear/everyNth';
import type { LinearMap, LinearRun } from '../../linear/linearOp';
import { runTensors, withTensors } from '../../linear/runTensors';
import {
  planConvolution,
  spectralConvolution,
  type Transfers,
} from '../convolution/spectralConvolution';
import { applyFusedRun, type FusedRun, type Patch, patchConvolution } from './fusedRun';
import type { Method } from './plan/runPlan';

/** A segment of a run, ready to be computed. */
export type Stage =
  | { readonly method: 'layered'; readonly maps: LinearRun }
  | { readonly method: Exclude<Method, 'layered'>; readonly fused: FusedRun };

/** Kernels and biases of a stage, in order. */
export function stageTensors(stage: Stage): tf.Tensor[] {
  if (stage.method === 'layered') return runTensors(stage.maps);
  return stage.fused.patches.flatMap(({ kernel, bias }) => [kernel, bias]);
}

/** The same stage on other tensors. */
export function stageWith(stage: Stage, tensors: readonly tf.Tensor[]): Stage {
  if (stage.method === 'layered') return { ...stage, maps: withTensors(stage.maps, tensors) };
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
 * @param kept transfer functions of this stage's interior
 */
export function applyStage(
  stage: Stage,
  x: tf.Tensor4D,
  activation: Activation,
  kept: Transfers,
): tf.Tensor4D {
  if (stage.method === 'layered') return applyRun(stage.maps, x, activation);
  const { fused, method } = stage;
  if (method === 'direct') return applyFusedRun(fused, x, activation);
  return applyFusedRun(fused, x, activation, (image, patch) =>
    spectralInterior(image, patch, { fused, activation, kept, isTiled: method === 'tiled' }),
  );
}

interface Interior {
  readonly fused: FusedRun;
  readonly activation: Activation;
  readonly kept: Transfers;
  readonly isTiled: boolean;
}

function spectralInterior(
  x: tf.Tensor4D,
  patch: Patch,
  { fused, activation, kept, isTiled }: Interior,
): tf.Tensor4D {
  const { kernel, bias, margins, strides } = patchConvolution(patch, fused.geometry);
  const filters = [{ kernel, dilations: one }];
  const plan = planConvolution(x.shape, filters, margins, isTiled ? undefined : Infinity);
  const y = spectralConvolution(x, filters, plan, kept);
  const answers = everyNth(y, strides);
  const shifted = bias ? tf.add<tf.Tensor4D>(answers, bias) : answers;
  return activate(shifted, activation);
}

/** A stage as JSON, with shapes in the place of tensors: all that computes sizes works on it too. */
export function specOf(stage: Stage): object {
  if (stage.method === 'layered') return { ...stage, maps: stage.maps.map(mapSpec) };
  const { geometry, patches } = stage.fused;
  const fused = { geometry, patches: patches.map((patch) => ({ ...patch, ...shapesOf(patch) })) };
  return { method: stage.method, fused };
}

function mapSpec(map: LinearMap): object {
  if (map.kind === 'sum') {
    return { kind: 'sum', branches: map.branches.map((run) => run.map(mapSpec)) };
  }
  return 'kernel' in map ? { ...map, ...shapesOf(map) } : map;
}

const shapesOf = ({ kernel, bias }: Pick<Convolution, 'kernel' | 'bias'>) => ({
  kernel: { shape: kernel.shape },
  ...(bias && { bias: { shape: bias.shape } }),
});
