import type { SymbolicTensor } from '@tensorflow/tfjs-layers';

/** What an edge of the graph carries. */
export type GraphValue = Fixed | Sizes | Signal;

/** Numbers that are in the file. */
export interface Fixed {
  readonly kind: 'fixed';
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** A vector, or one number, of sizes; that of the batch is null. */
export interface Sizes {
  readonly kind: 'sizes';
  readonly isScalar: boolean;
  readonly sizes: readonly (number | null)[];
}

/** What depends on the input: x · scale + shift, where these are numbers of each channel or one for all. */
export interface Signal {
  readonly kind: 'signal';
  readonly x: SymbolicTensor;
  readonly scale?: ArrayLike<number> | undefined;
  readonly shift?: ArrayLike<number> | undefined;
}

export const signal = (x: SymbolicTensor): Signal => ({ kind: 'signal', x });

/** Sizes of a vector of the file, too. */
export function sizesIn(value: GraphValue | undefined): readonly (number | null)[] | undefined {
  if (value?.kind === 'sizes') return value.sizes;
  return value?.kind === 'fixed' ? Array.from(value.values) : undefined;
}
