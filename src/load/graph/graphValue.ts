import { shapeOf, type Tensorial, type Term } from './terms/term';

/** What an edge of the graph carries. */
export type GraphValue = Fixed | Sizes | Signal | Rows;

/** Numbers that do not depend on the input. */
export interface Fixed {
  readonly kind: 'fixed';
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** A vector, or one number, of sizes. */
export interface Sizes {
  readonly kind: 'sizes';
  readonly isScalar: boolean;
  readonly sizes: readonly Size[];
}

/** A number, or a multiple of a size that is not known: that of the batch is along axis 0. */
export type Size = number | OpenSize;

export interface OpenSize {
  readonly of: Tensorial;
  /** As the term has it. */
  readonly axis: number;
  readonly times: number;
}

/** What depends on the input. */
export interface Signal {
  readonly kind: 'signal';
  readonly term: Term;
  /** For each axis of the value, the axis of the term that it is: a transposition that is not carried out yet. */
  readonly order: readonly number[];
}

/** A signal [batch, ..., numbers] whose rows stand one below the other: [batch · ..., numbers]. */
export interface Rows {
  readonly kind: 'rows';
  readonly of: Signal;
}

export type Shape = readonly (number | null)[];

/** A term whose axes are in the value's order, or another. */
export const signal = (term: Term, order?: readonly number[]): Signal => ({
  kind: 'signal',
  term,
  order: order ?? shapeOf(term).map((_, axis) => axis),
});

/** Of the value, in its own order. */
export function shapeIn({ term, order }: Signal): Shape {
  const shape = shapeOf(term);
  return order.map((axis) => shape[axis] ?? null);
}

/** The same values, axis i being what dims[i] was. */
export const transposed = ({ term, order }: Signal, dims: readonly number[]): Signal =>
  signal(
    term,
    dims.map((axis) => order[axis] as number),
  );

/** Sizes, also those that the file has. */
export function sizesIn(value: GraphValue | undefined): readonly Size[] | undefined {
  if (value?.kind === 'sizes') return value.sizes;
  return numbersIn(value);
}

/** Numbers of the file. */
export const numbersIn = (value: GraphValue | undefined): number[] | undefined =>
  value?.kind === 'fixed' ? Array.from(value.values) : undefined;

export const isFixed = (value: GraphValue | undefined): value is Fixed => value?.kind === 'fixed';
export const isSignal = (value: GraphValue | undefined): value is Signal =>
  value?.kind === 'signal';

export const fixed = (shape: readonly number[], values: ArrayLike<number>): Fixed => ({
  kind: 'fixed',
  shape,
  values,
});
