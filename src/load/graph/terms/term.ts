import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { CurveName } from './curves';

/**
 * A value as a function of a tensor of the model. Which layers it becomes is decided where they are needed: x · sigmoid(x)
 * is one activation then, however the graph writes it.
 */
export type Term = Tensorial | Affine | Curve | Joined;

/** What other terms are functions of. */
export type Tensorial = TensorTerm | Weighted;

/** A tensor of the model. */
export interface TensorTerm {
  readonly kind: 'tensor';
  readonly x: SymbolicTensor;
}

/** What a layer with weights gives; the layer may take a bias and an activation in. */
export interface Weighted {
  readonly kind: 'weighted';
  readonly name: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly x: SymbolicTensor;
  readonly weights: readonly Weights[];
  readonly shape: readonly (number | null)[];
  /** How many nodes take what it gives. */
  readonly readers: number;
}

export interface Weights {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** Each value times a number and moved by another: one for all, or one for each place along the last axis. */
export interface Affine {
  readonly kind: 'affine';
  readonly name: string;
  readonly of: Term;
  readonly scale: readonly number[];
  readonly shift: readonly number[];
}

/** A function of each value. */
export interface Curve {
  readonly kind: 'curve';
  readonly name: string;
  readonly of: Term;
  readonly curve: CurveName;
  /** A slope, an exponent or a limit. */
  readonly parameter: number;
}

/** Two functions of one tensor, value by value. */
export interface Joined {
  readonly kind: 'joined';
  readonly name: string;
  readonly className: Join;
  readonly parts: readonly [Term, Term];
}

export type Join = 'Add' | 'Multiply' | 'Maximum' | 'Minimum';

export const tensorTerm = (x: SymbolicTensor): TensorTerm => ({ kind: 'tensor', x });

/** What it is a function of. */
export function rootOf(term: Term): Tensorial {
  if (term.kind === 'tensor' || term.kind === 'weighted') return term;
  return rootOf(term.kind === 'joined' ? term.parts[0] : term.of);
}

export function shapeOf(term: Term): readonly (number | null)[] {
  const root = rootOf(term);
  return root.kind === 'tensor' ? root.x.shape : root.shape;
}

/** The terms that a term is directly made of. */
export function partsOf(term: Term): readonly Term[] {
  if (term.kind === 'joined') return term.parts;
  return term.kind === 'affine' || term.kind === 'curve' ? [term.of] : [];
}

/** How many terms a term is made of, each counted as often as it is read. */
export function sizeOf(term: Term): number {
  const known = sizes.get(term);
  if (known !== undefined) return known;
  const size = partsOf(term).reduce((sum, part) => sum + sizeOf(part), 1);
  sizes.set(term, size);
  return size;
}

const sizes = new WeakMap<Term, number>();

/** x · scale + shift; a factor and a shift of a term that has them already become one. */
export function affine(
  name: string,
  of: Term,
  scale: readonly number[],
  shift: readonly number[],
): Affine {
  if (of.kind !== 'affine') return { kind: 'affine', name, of, scale, shift };
  return {
    ...{ kind: 'affine', name, of: of.of },
    scale: each(of.scale, scale, (a, b) => a * b),
    shift: each(
      each(of.shift, scale, (a, b) => a * b),
      shift,
      (a, b) => a + b,
    ),
  };
}

/** Numbers with one another; one counts for all. */
export function each(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  apply: (a: number, b: number) => number,
): number[] {
  const at = (list: ArrayLike<number>, i: number) => list[list.length === 1 ? 0 : i] as number;
  return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => apply(at(a, i), at(b, i)));
}
