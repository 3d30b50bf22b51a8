import * as tf from '@tensorflow/tfjs-core';
import { isSeen } from '../../internal/keptWith';
import { applyRun } from '../../linear/applyRun';
import type { LinearOp, LinearRun } from '../../linear/linearOp';
import { runTensors } from '../../linear/runTensors';
import { fusedGeometry } from './fusedRun';
import { fuseRun } from './fuseRun';
import type { RunGeometry } from './plan/costOf';
import { usualCosts } from './plan/costs';
import { planRun } from './plan/runPlan';
import { quickConvolution } from './quickConvolution';
import { applyStage } from './stage';

/**
 * Images [batch, rows, columns, channels] through a run: op by op where the weights are new, and by fused kernels, which
 * are kept with the weights, where they come again and that is cheaper.
 */
export function quickRun(run: LinearRun, x: tf.Tensor4D): tf.Tensor4D {
  if (!isSeen(runTensors(run))) return opByOp(run, x);
  const [batch, ...size] = x.shape;
  const { stages } = planRun(run, size, { costs: usualCosts(), batch });
  return tf.tidy(() =>
    stages.reduce((y, { method, ops }) => {
      if (method === 'layered' || ops.length === 1) return opByOp(ops, y);
      const [, rows, columns, channels] = y.shape;
      const geometry = fusedGeometry(ops, [rows, columns]) as RunGeometry;
      return applyStage({ method, fused: fuseRun(ops, geometry, channels) }, y, 'linear');
    }, tf.clone(x)),
  );
}

/** The ops of a run one after the other, each convolution by {@link quickConvolution}. */
export function opByOp(run: LinearRun, x: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => run.reduce((y, op) => quickOp(op, y), tf.clone(x)));
}

function quickOp(op: LinearOp, x: tf.Tensor4D): tf.Tensor4D {
  if (op.kind === 'convolution') return quickConvolution(op, x);
  if (op.kind !== 'sum') return applyRun([op], x);
  return op.branches.map((branch) => opByOp(branch, x)).reduce((a, b) => tf.add<tf.Tensor4D>(a, b));
}
