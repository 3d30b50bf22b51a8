import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { LinearMap, LinearRun } from './linearOp';

/** The kernels and biases of a run, in order. */
export function runTensors(run: LinearRun): Tensor[] {
  return run.flatMap((map) => {
    if (map.kind === 'sum') return map.branches.flatMap(runTensors);
    if (map.kind === 'pooling' || map.kind === 'padding') return [];
    return map.bias ? [map.kernel, map.bias] : [map.kernel];
  });
}

/** The same run on other tensors, in the same order. */
export function withTensors(run: LinearRun, tensors: readonly Tensor[]): LinearRun {
  const rest = [...tensors];
  const replaced = (map: LinearMap): LinearMap => {
    if (map.kind === 'sum')
      return { ...map, branches: map.branches.map((one) => one.map(replaced)) };
    if (map.kind === 'pooling' || map.kind === 'padding') return map;
    const kernel = rest.shift() as Tensor4D;
    return map.bias ? { ...map, kernel, bias: rest.shift() as Tensor1D } : { ...map, kernel };
  };
  return run.map(replaced);
}

/** The run's linear part. */
export function withoutBiases(run: LinearRun): LinearRun {
  return run.map((map) => {
    if (map.kind === 'sum') return { ...map, branches: map.branches.map(withoutBiases) };
    if (map.kind === 'pooling' || map.kind === 'padding') return map;
    const { bias: _, ...linear } = map;
    return linear;
  });
}

/** Whether a run gives other than zeros for zeros. */
export function hasBias(run: LinearRun): boolean {
  return run.some((map) => {
    if (map.kind === 'sum') return map.branches.some(hasBias);
    return 'bias' in map && map.bias !== undefined;
  });
}
