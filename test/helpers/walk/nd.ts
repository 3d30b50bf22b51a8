import type { Tensor } from '@tensorflow/tfjs-core';

/** Numbers of any rank, in float64 on the host. */
export interface Nd {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Every index of a shape, in order. */
export function* indices(shape: readonly number[]): Generator<number[]> {
  const size = sizeOf(shape);
  for (let flat = 0; flat < size; flat++) {
    const index: number[] = [];
    let rest = flat;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index.unshift(rest % shape[axis]!);
      rest = Math.floor(rest / shape[axis]!);
    }
    yield index;
  }
}

/** The values of a function of the index. */
export const nd = (shape: readonly number[], value: (index: number[]) => number): Nd => ({
  shape,
  data: Float64Array.from([...indices(shape)], value),
});

export const isInside = (index: readonly number[], shape: readonly number[]): boolean =>
  index.every((i, axis) => i >= 0 && i < shape[axis]!);

/** 0 outside. */
export function at({ shape, data }: Nd, ...index: number[]): number {
  if (!isInside(index, shape)) return 0;
  return data[index.reduce((flat, i, axis) => flat * shape[axis]! + i, 0)]!;
}

export const ndOf = async (x: Tensor): Promise<Nd> => ({
  shape: x.shape,
  data: Float64Array.from(await x.data()),
});

export const map = ({ shape, data }: Nd, f: (value: number) => number): Nd => ({
  shape,
  data: data.map(f),
});

/** Axis i of the result is axis order[i] of x. */
export const permuted = (x: Nd, order: readonly number[]): Nd =>
  nd(
    order.map((axis) => x.shape[axis]!),
    (index) => at(x, ...x.shape.map((_, axis) => index[order.indexOf(axis)]!)),
  );

/** [batch, channels, ...] to [batch, ..., channels]. */
export const channelsLast = (x: Nd): Nd =>
  permuted(x, [0, ...x.shape.slice(2).map((_, i) => i + 2), 1]);

/** The other way. */
export const channelsFirst = (x: Nd): Nd =>
  permuted(x, [0, x.shape.length - 1, ...x.shape.slice(2).map((_, i) => i + 1)]);

/** All lines along an axis, each replaced by as many numbers as `f` makes of it. */
export function alongAxis(x: Nd, axis: number, f: (line: number[]) => number[]): Nd {
  const along = axis < 0 ? axis + x.shape.length : axis;
  const starts = x.shape.map((n, i) => (i === along ? 1 : n));
  const lines = new Map<string, number[]>();
  for (const start of indices(starts)) {
    const place = (i: number) => start.map((n, a) => (a === along ? i : n));
    const line = Array.from({ length: x.shape[along]! }, (_, i) => at(x, ...place(i)));
    lines.set(start.join(), f(line));
  }
  const length = [...lines.values()][0]!.length;
  return nd(
    x.shape.map((n, i) => (i === along ? length : n)),
    (index) => lines.get(index.map((n, a) => (a === along ? 0 : n)).join())![index[along]!]!,
  );
}
