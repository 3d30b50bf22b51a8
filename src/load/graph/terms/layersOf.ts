import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Builder } from '../builder';
import { curves } from './curves';
import { type Recognised, recognised } from './recognised';
import {
  type Affine,
  type Curve,
  partsOf,
  type Term,
  tensorTerm,
  type Weighted,
  type Weights,
} from './term';

/** The tensor of the model that a term is, each made once. */
export type LayersOf = (term: Term) => SymbolicTensor;

export function layersOf({ add }: Builder): LayersOf {
  const made = new WeakMap<Term, SymbolicTensor>();
  const layerOf: LayersOf = (term) => {
    if (term.kind === 'tensor') return term.x;
    const after = made.get(term) ?? make(term);
    made.set(term, after);
    return after;
  };
  const make = (term: Exclude<Term, { kind: 'tensor' }>): SymbolicTensor => {
    if (term.kind === 'weighted') return weighted(term);
    const known = recognised(term);
    if (known) return activated(term, known);
    if (term.kind === 'affine') return scaled(term, layerOf(term.of), add);
    if (term.kind === 'curve') return curved(term);
    return add(term.className, term.name, {}, term.parts.map(layerOf));
  };
  const weighted = ({ className, name, config, x, weights }: Weighted, activation?: string) =>
    add(className, name, { ...config, ...(activation && { activation }) }, [x], weights);
  const activated = (term: Term & { name: string }, { of, layer }: Recognised): SymbolicTensor => {
    if ('activation' in layer && of.kind === 'weighted' && !made.has(of)) {
      if (of.readers === readsOf(term, of)) return weighted(of, layer.activation);
    }
    const x = layerOf(of);
    if ('slopes' in layer) return sloped(add, term.name, x, layer.slopes);
    return 'most' in layer
      ? add('ReLU', term.name, { maxValue: layer.most }, [x])
      : add('Activation', term.name, layer, [x]);
  };
  const curved = ({ name, of, curve, parameter }: Curve): SymbolicTensor => {
    const { activation } = curves[curve];
    const x = layerOf(of);
    return activation
      ? add('Activation', name, { activation }, [x])
      : add('ElementwiseFunction', name, { function: curve, parameter }, [x]);
  };
  return layerOf;
}

/** How many terms within read a part directly. */
function readsOf(term: Term, part: Term): number {
  const seen = new Set<Term>();
  const count = (one: Term): number => {
    if (seen.has(one)) return 0;
    seen.add(one);
    return partsOf(one).reduce((sum, inner) => sum + (inner === part ? 1 : count(inner)), 0);
  };
  return count(term);
}

/** Below 0 a slope of its own for each channel, or one. */
function sloped(
  add: Builder['add'],
  name: string,
  x: SymbolicTensor,
  slopes: readonly number[],
): SymbolicTensor {
  if (slopes.every((slope) => slope === slopes[0]))
    return add('LeakyReLU', name, { alpha: slopes[0] }, [x]);
  return parametric(add, name, x, {
    shape: [...x.shape.slice(1, -1).map(() => 1), slopes.length],
    values: slopes,
  });
}

/** With slopes along the axes in which these have more than one. */
export function parametric(
  add: Builder['add'],
  name: string,
  x: SymbolicTensor,
  slopes: Weights,
): SymbolicTensor {
  const sharedAxes = slopes.shape.flatMap((size, axis) => (size === 1 ? [axis + 1] : []));
  return add('PReLU', name, { sharedAxes }, [x], [slopes]);
}

/** x · scale + shift: of numbers for all a rescaling, of numbers of each channel a normalisation. */
function scaled(
  { name, scale, shift }: Affine,
  x: SymbolicTensor,
  add: Builder['add'],
): SymbolicTensor {
  if (scale.length === 1 && shift.length === 1) {
    return add('Rescaling', name, { scale: scale[0], offset: shift[0] }, [x]);
  }
  const channels = x.shape.at(-1) as number;
  const vector = (values: readonly number[]) => ({
    shape: [channels],
    values: values.length === 1 ? new Array<number>(channels).fill(values[0] as number) : values,
  });
  const weights = [scale, shift, [0], [1]].map(vector);
  return add('BatchNormalization', name, { epsilon: 0 }, [x], weights);
}

/** The same values, of which nothing is left to decide. */
export const settled = (layerOf: LayersOf, term: Term): Term => tensorTerm(layerOf(term));
