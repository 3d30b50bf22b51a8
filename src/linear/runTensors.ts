import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Shapes, Tensors } from './convolution';
import type { LinearOp, LinearRun } from './linearOp';

/** The kernels and biases of a run, in order, or their shapes. */
export function runTensors<T extends Shapes = Tensors>(
  run: LinearRun<T>,
): (T['kernel'] | T['bias'])[] {
  return run.flatMap((op) => {
    if (op.kind === 'sum') return op.branches.flatMap((branch) => runTensors(branch));
    if (op.kind === 'pooling' || op.kind === 'padding') return [];
    return op.bias ? [op.kernel, op.bias] : [op.kernel];
  });
}

/** The same run on these tensors, in the same order. */
export function withTensors(run: LinearRun<Shapes>, tensors: readonly Tensor[]): LinearRun {
  const rest = [...tensors];
  const replaced = (op: LinearOp<Shapes>): LinearOp => {
    if (op.kind === 'sum') return { ...op, branches: op.branches.map((one) => one.map(replaced)) };
    if (op.kind === 'pooling' || op.kind === 'padding') return op;
    const { bias, ...others } = op;
    const kernel = rest.shift() as Tensor4D;
    return bias ? { ...others, kernel, bias: rest.shift() as Tensor1D } : { ...others, kernel };
  };
  return run.map(replaced);
}

/** All that is made of a run depends on, but for the values of its tensors. */
export const describeRun = (run: LinearRun<Shapes>): string =>
  JSON.stringify(run, (key, value) =>
    key === 'kernel' || key === 'bias' ? (value as Shapes['kernel']).shape : value,
  );

/** The run's linear part. */
export function withoutBiases(run: LinearRun): LinearRun {
  return run.map((op) => {
    if (op.kind === 'sum') return { ...op, branches: op.branches.map(withoutBiases) };
    if (op.kind === 'pooling' || op.kind === 'padding') return op;
    const { bias: _, ...linear } = op;
    return linear;
  });
}

/** Whether a run gives other than zeros for zeros. */
export function hasBias(run: LinearRun): boolean {
  return run.some((op) => {
    if (op.kind === 'sum') return op.branches.some(hasBias);
    return 'bias' in op && op.bias !== undefined;
  });
}
