import * as tf from '@tensorflow/tfjs-core';
import { check, checkKind } from '../../../internal/check';
import { integer, numberFrom } from '../../../internal/kinds';
import { nearestNames } from '../../../internal/nearestNames';
import { type KindsOf, optionsOf } from '../../../internal/options';
import { shown } from '../../../internal/shown';

/** What work costs on a backend, in milliseconds. */
export interface Costs {
  /** Any operation, whatever it does. */
  readonly operation: number;
  /** A million multiplications of a convolution. */
  readonly convolution: number;
  /** A million multiplications of a depthwise convolution or a pooling. */
  readonly depthwise: number;
  /** A million values cut out of others. */
  readonly slice: number;
  /** A million values copied: by padding, adding, joining. */
  readonly copy: number;
  /** A million values transformed, times the logarithm to base 2 of the transform's size. */
  readonly transform: number;
  /** A million real multiplications of the product of spectra. */
  readonly product: number;
  /** Operations of a convolution in the Fourier domain. */
  readonly fourierOperations: number;
  /** A million multiplications of all patches of a fused run at once; left out where the backend has no such product. */
  readonly patches?: number | undefined;
  /** Outputs that are computed together, a whole number: one costs as much as so many. */
  readonly vector: number;
}

const time = numberFrom(0);

const kinds: KindsOf<Costs> = {
  ...{ operation: time, convolution: time, depthwise: time, slice: time, copy: time },
  ...{ transform: time, product: time, fourierOperations: time, vector: integer(1) },
  patches: { ...time, holds: (value) => value === undefined || time.holds(value) },
};

/** Costs as they are read once: refuses them where one is missing, unknown or no number of at least 0. */
export function checkedCosts(costs: Costs): Costs {
  const own = optionsOf(costs);
  const names = Object.keys(kinds) as (keyof Costs)[];
  for (const name of names) checkKind(`costs.${name}`, own[name], kinds[name]);
  for (const name of Object.keys(own)) {
    const isKnown = Object.hasOwn(kinds, name);
    check(isKnown, `costs have no ${shown(name)}, but ${nearestNames(name, names)}`);
  }
  return own;
}

/** Measured on two cores of a server (cpu, wasm) and estimated for graphics processors of the middle class. */
const usual = new Map<string, Costs>(
  Object.entries({
    cpu: {
      ...{ operation: 0.02, convolution: 2.5, depthwise: 5, slice: 2, copy: 15 },
      ...{ transform: 0.3, product: 0.08, fourierOperations: 1, vector: 1 },
      patches: 0.05,
    },
    wasm: {
      ...{ operation: 0.015, convolution: 0.065, depthwise: 0.25, slice: 2, copy: 0.5 },
      ...{ transform: 0.3, product: 0.08, fourierOperations: 1, vector: 8 },
      patches: 0.05,
    },
  }),
);

const graphics: Costs = {
  ...{ operation: 0.06, convolution: 0.002, depthwise: 0.004, slice: 0.05, copy: 0.05 },
  ...{ transform: 0.002, product: 0.01, fourierOperations: 40, vector: 4 },
};

/** What is usual on the backend in use. */
export function usualCosts(): Costs {
  return usual.get(tf.getBackend()) ?? graphics;
}
