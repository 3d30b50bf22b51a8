import type { Builder } from './builder';
import { channelNumbers } from './builder';
import type { Fixed, GraphValue, Signal } from './graphValue';
import { signal } from './graphValue';

/** Joins two signals by a layer, or takes a number or numbers of each channel into one. */
export function combined(
  build: Builder,
  name: string,
  [a, b]: readonly [GraphValue, GraphValue],
  { className, take }: { readonly className?: string; readonly take?: Take },
): Signal | undefined {
  if (a.kind === 'signal' && b.kind === 'signal') {
    return className
      ? signal(build.add(className, name, {}, [build.plain(a), build.plain(b)]))
      : undefined;
  }
  const [of, by] = a.kind === 'signal' ? [a, b] : [b, a];
  if (of.kind !== 'signal' || by.kind !== 'fixed' || !take) return undefined;
  const numbers = channelNumbers(by, of);
  return numbers && take(of, numbers, a.kind === 'signal');
}

type Take = (of: Signal, numbers: ArrayLike<number>, isFirst: boolean) => Signal | undefined;

function each(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  apply: (a: number, b: number) => number,
): number[] {
  const at = (list: ArrayLike<number>, i: number) => list[list.length === 1 ? 0 : i] as number;
  return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => apply(at(a, i), at(b, i)));
}

const times: Take = (of, numbers) => ({
  ...of,
  scale: each(of.scale ?? [1], numbers, (a, b) => a * b),
  shift: of.shift && each(of.shift, numbers, (a, b) => a * b),
});

const plus: Take = (of, numbers) => ({
  ...of,
  shift: each(of.shift ?? [0], numbers, (a, b) => a + b),
});

const inverse = (values: ArrayLike<number>) => Array.from(values, (value) => 1 / value);
const negative = (values: ArrayLike<number>) => Array.from(values, (value) => -value);

/** -x. */
export const negated = (of: Signal): Signal => times(of, [-1], true) as Signal;

/** What two values become: the layer of two signals, or how numbers are taken in. */
export const affineOps: Readonly<Record<string, { className?: string; take?: Take }>> = {
  Mul: { className: 'Multiply', take: times },
  AddV2: { className: 'Add', take: plus },
  Add: { className: 'Add', take: plus },
  BiasAdd: { take: plus },
  Sub: {
    take: (of, numbers, isFirst) =>
      isFirst ? plus(of, negative(numbers), true) : plus(negated(of), numbers, true),
  },
  RealDiv: {
    take: (of, numbers, isFirst) => (isFirst ? times(of, inverse(numbers), true) : undefined),
  },
  Maximum: { className: 'Maximum' },
  Minimum: { className: 'Minimum' },
};

/** Numbers of the file, computed with one another. */
export function ofFixed(op: string, [a, b]: readonly Fixed[]): Fixed | undefined {
  const apply = arithmetic[op];
  if (
    !apply ||
    !a ||
    !b ||
    (a.values.length !== b.values.length && a.values.length !== 1 && b.values.length !== 1)
  )
    return undefined;
  const { shape } = a.values.length >= b.values.length ? a : b;
  return { kind: 'fixed', shape, values: each(a.values, b.values, apply) };
}

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  Mul: (a, b) => a * b,
  AddV2: (a, b) => a + b,
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  RealDiv: (a, b) => a / b,
};
