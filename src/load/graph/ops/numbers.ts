import { type Fixed, type Shape, type Signal, shapeIn, signal } from '../graphValue';
import { type Term, tensorTerm } from '../terms/term';
import type { Layering } from './op';

/** What numbers of the file do to a term: one for all, or one for each place along its last axis. */
type Take = (term: Term, numbers: readonly number[]) => Term;

/** Takes numbers that broadcast to a value into it; undefined where the value would grow, or its sizes must be known. */
export function withNumbers(
  layering: Layering,
  value: Signal,
  { shape, values }: Fixed,
  take: Take,
): Signal | undefined {
  const sizes = shapeIn(value);
  const lacking = sizes.length - shape.length;
  if (lacking < 0) return undefined;
  const all = [...new Array<number>(lacking).fill(1), ...shape];
  const axes = all.flatMap((size, axis) => (size === 1 ? [] : [axis]));
  const numbers = Array.from(values);
  if (axes.some((axis) => all[axis] !== sizes[axis]) || axes.includes(0)) return undefined;
  const [axis, ...others] = axes;
  if (axis === undefined) return signal(take(value.term, numbers), value.order);
  if (others.length > 0) {
    const full = numbersOfAll(all, numbers, sizes);
    const own = signal(tensorTerm(layering.plain(value)));
    return full && throughShape(layering, own, [full.length], (term) => take(term, full));
  }
  const last = withLast(layering, value, axis);
  return sizes.length > MOST_AXES
    ? throughShape(layering, last, [null, numbers.length], (term) => take(term, numbers))
    : signal(take(last.term, numbers), last.order);
}

/** A normalisation of tf.js has at most so many. */
const MOST_AXES = 4;

/** The same value, of a term whose last axis is this one of the value. */
export function withLast(layering: Layering, value: Signal, axis: number): Signal {
  const { term, order } = value;
  const own = order[axis] as number;
  if (own === order.length - 1) return value;
  const dims = [...order.keys()].filter((one) => one !== own).concat(own);
  const turned = layering.plain({ kind: 'signal', term, order: dims });
  return signal(
    tensorTerm(turned),
    order.map((one) => dims.indexOf(one)),
  );
}

/** What is done to the values of a term in another shape. */
function throughShape(
  { add, layerOf }: Layering,
  { term, order }: Signal,
  targetShape: Shape,
  take: (term: Term) => Term,
): Signal | undefined {
  const x = layerOf(term);
  if (x.shape.slice(1).filter((size) => size === null).length > 1) return undefined;
  const { name } = x.sourceLayer;
  const flat = tensorTerm(add('Reshape', `${name}_rows`, { targetShape }, [x]));
  const y = add('Reshape', `${name}_back`, { targetShape: x.shape.slice(1) }, [
    layerOf(take(flat)),
  ]);
  return signal(tensorTerm(y), order);
}

/** Repeated along the axes of which they have one; undefined where sizes are not known, or many. */
export function numbersOfAll(
  from: readonly number[],
  numbers: readonly number[],
  [, ...sizes]: readonly (number | null)[],
): number[] | undefined {
  const count = sizes.reduce<number>((product, size) => product * (size ?? Number.NaN), 1);
  if (!(count <= MOST)) return undefined;
  return Array.from({ length: count }, (_, i) => {
    let [rest, at, stride] = [i, 0, 1];
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      const size = sizes[axis] as number;
      if (from[axis + 1] !== 1) {
        at += (rest % size) * stride;
        stride *= size;
      }
      rest = Math.floor(rest / size);
    }
    return numbers[at] as number;
  });
}

/** So many numbers of a sample may have factors of their own. */
const MOST = 2 ** 22;
