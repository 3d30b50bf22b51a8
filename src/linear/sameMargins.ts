import type { Margins, PerAxis } from './convolution';

/** The zeros of padding 'same', one more of them after than before where they are odd; undefined for strides on images of unknown size. */
export function sameMargins(
  size: PerAxis<number | null>,
  spans: PerAxis,
  strides: PerAxis,
): PerAxis<Margins> | undefined {
  const totals = ([0, 1] as const).map((axis) => {
    const [n, stride, seen] = [size[axis], strides[axis], spans[axis]];
    if (stride === 1) return seen - 1;
    return n === null ? undefined : Math.max((Math.ceil(n / stride) - 1) * stride + seen - n, 0);
  });
  if (totals.includes(undefined)) return undefined;
  return totals.map((total = 0) => [Math.floor(total / 2), Math.ceil(total / 2)]) as never;
}
