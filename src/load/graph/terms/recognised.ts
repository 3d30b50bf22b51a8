import { curves } from './curves';
import { each, type Join, partsOf, sizeOf, type Term } from './term';

/** A term as one layer on a part of it. */
export interface Recognised {
  readonly of: Term;
  readonly layer:
    | { readonly activation: string }
    | { readonly most: number }
    | { readonly slopes: readonly number[] };
}

/**
 * Which activation a term is of one of its parts, told by its values: graphs write x · sigmoid(x), relu6(x + 3) / 6 and
 * their like in many ways.
 */
export function recognised(term: Term): Recognised | undefined {
  for (const of of partsWithin(term)) {
    const layer = layerOf(term, of);
    if (layer) return { of, layer };
  }
  return undefined;
}

/** From within: what comes first takes most of the term in. */
function partsWithin(term: Term): ReadonlySet<Term> {
  const parts = new Set<Term>();
  const add = (one: Term) => {
    partsOf(one).forEach(add);
    if (one !== term) parts.add(one);
  };
  add(term);
  return parts;
}

const places = Array.from({ length: 49 }, (_, i) => (i - 24) * 0.37 + 0.013);

function layerOf(term: Term, of: Term): Recognised['layer'] | undefined {
  const value = functionOf(term, of);
  const channels = channelsIn(term);
  const all = Array.from({ length: channels }, (_, channel) => channel);
  const isSame = (f: (x: number, channel: number) => number) =>
    all.every((channel) => places.every((x) => isNear(value(x, channel), f(x, channel))));
  for (const { activation, of: f } of Object.values(curves)) {
    if (activation && isSame((x) => f(x, 0))) return { activation };
  }
  const most = value(1e4, 0);
  if (most > 0 && isSame((x) => Math.min(Math.max(x, 0), most))) return { most };
  const slopes = all.map((channel) => -value(-1, channel));
  const isSloped = slopes.every((slope) => Number.isFinite(slope) && slope !== 1);
  return isSloped && isSame((x, channel) => (x < 0 ? (slopes[channel] as number) * x : x))
    ? { slopes }
    : undefined;
}

const isNear = (a: number, b: number): boolean =>
  Math.abs(a - b) <= 2e-6 * Math.max(1, Math.abs(b));

/** NaN where it depends on anything but that part. */
function functionOf(term: Term, of: Term): (x: number, channel: number) => number {
  if (term === of) return (x) => x;
  if (term.kind === 'affine') {
    const inner = functionOf(term.of, of);
    const { scale, shift } = term;
    const at = (list: readonly number[], channel: number) =>
      list[list.length === 1 ? 0 : channel] as number;
    return (x, channel) => inner(x, channel) * at(scale, channel) + at(shift, channel);
  }
  if (term.kind === 'curve') {
    const inner = functionOf(term.of, of);
    const { of: f } = curves[term.curve];
    return (x, channel) => f(inner(x, channel), term.parameter);
  }
  if (term.kind !== 'joined') return () => Number.NaN;
  const [a, b] = term.parts.map((part) => functionOf(part, of)) as [Value, Value];
  const join = joins[term.className];
  return (x, channel) => join(a(x, channel), b(x, channel));
}

type Value = (x: number, channel: number) => number;

const joins: Readonly<Record<Join, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Multiply: (a, b) => a * b,
  Maximum: Math.max,
  Minimum: Math.min,
};

/** Of the factors and shifts inside; 1 where each is one for all. */
function channelsIn(term: Term): number {
  const own = term.kind === 'affine' ? each(term.scale, term.shift, () => 0).length : 1;
  return Math.max(own, ...partsOf(term).map(channelsIn));
}

/** How large a term may be before its parts become layers of their own. */
export const isLarge = (term: Term): boolean => sizeOf(term) > 24;
