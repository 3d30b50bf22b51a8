import { alongAxis, at, channelsFirst, channelsLast, indices, isInside, type Nd, nd } from './nd';

/** What a layer's configuration says. */
export type Config = Record<string, unknown>;

/** Something of a number or a list, for each of the axes of images. */
const each = (value: unknown, rank: number): number[] => {
  const list = [value ?? 1].flat() as number[];
  return Array.from({ length: rank }, (_, axis) => list[axis] ?? list[0]!);
};

/** Calls f with channels last, whatever the configuration says. */
export function withChannelsLast(config: Config, x: Nd, f: (x: Nd) => Nd): Nd {
  return config['dataFormat'] === 'channelsFirst' ? channelsFirst(f(channelsLast(x))) : f(x);
}

interface Axis {
  readonly out: number;
  readonly before: number;
  readonly stride: number;
  readonly dilation: number;
}

/** Outputs, and zeros before the first input, along each axis. */
function axesOf(config: Config, sizes: readonly number[], kernel: readonly number[]): Axis[] {
  const rank = sizes.length;
  const [strides, dilations] = [each(config['strides'], rank), each(config['dilationRate'], rank)];
  return sizes.map((n, axis) => {
    const [stride, dilation] = [strides[axis]!, dilations[axis]!];
    const span = (kernel[axis]! - 1) * dilation + 1;
    if (config['padding'] === 'causal') {
      return { out: Math.floor((n - 1) / stride) + 1, before: span - 1, stride, dilation };
    }
    if (config['padding'] !== 'same') {
      return { out: Math.floor((n - span) / stride) + 1, before: 0, stride, dilation };
    }
    const out = Math.ceil(n / stride);
    const zeros = Math.max((out - 1) * stride + span - n, 0);
    return { out, before: Math.floor(zeros / 2), stride, dilation };
  });
}

/** Σ over the places of a kernel, x[batch, p·stride + k·dilation - before, channel] each. */
function windows(
  x: Nd,
  axes: readonly Axis[],
  kernel: readonly number[],
  channels: number,
  value: (seen: { k: number[]; place: number[] }[], batch: number, channel: number) => number,
): Nd {
  const places = [...indices(kernel)];
  return nd([x.shape[0]!, ...axes.map(({ out }) => out), channels], (index) => {
    const p = index.slice(1, -1);
    const seen = places.map((k) => ({
      k,
      place: axes.map(
        ({ stride, dilation, before }, i) => p[i]! * stride + k[i]! * dilation - before,
      ),
    }));
    return value(seen, index[0]!, index.at(-1)!);
  });
}

export function convolution(config: Config, x: Nd, [kernel, bias]: Nd[]): Nd {
  const [size, inputs] = [kernel!.shape.slice(0, -2), kernel!.shape.at(-2)!];
  const axes = axesOf(config, x.shape.slice(1, -1), size);
  return windows(x, axes, size, kernel!.shape.at(-1)!, (seen, batch, o) => {
    let sum = bias ? at(bias, o) : 0;
    for (const { k, place } of seen) {
      for (let i = 0; i < inputs; i++) sum += at(x, batch, ...place, i) * at(kernel!, ...k, i, o);
    }
    return sum;
  });
}

export function depthwise(config: Config, x: Nd, [kernel, bias]: Nd[]): Nd {
  const [rows, columns, channels, multiplier] = kernel!.shape as [number, number, number, number];
  const axes = axesOf(config, x.shape.slice(1, -1), [rows, columns]);
  return windows(x, axes, [rows, columns], channels * multiplier, (seen, batch, o) => {
    const [i, j] = [Math.floor(o / multiplier), o % multiplier];
    const terms = seen.map(({ k, place }) => at(x, batch, ...place, i) * at(kernel!, ...k, i, j));
    return terms.reduce((a, b) => a + b, bias ? at(bias, o) : 0);
  });
}

export function separable(config: Config, x: Nd, [kernel, pointwise, bias]: Nd[]): Nd {
  const between = depthwise(config, x, [kernel!]);
  return convolution({}, between, bias ? [pointwise!, bias] : [pointwise!]);
}

/** Each input adds its kernel to the outputs: kernel [..., out, in]. */
export function transposed(config: Config, x: Nd, [kernel, bias]: Nd[]): Nd {
  const size = kernel!.shape.slice(0, -2);
  const strides = each(config['strides'], size.length);
  const same = config['padding'] === 'same';
  const inputs = x.shape.slice(1, -1);
  const out = inputs.map(
    (n, i) => n * strides[i]! + (same ? 0 : Math.max(size[i]! - strides[i]!, 0)),
  );
  const before = axesOf({ ...config, dilationRate: 1 }, out, size).map((axis) => axis.before);
  return nd([x.shape[0]!, ...out, kernel!.shape.at(-2)!], (index) => {
    let sum = bias ? at(bias, index.at(-1)!) : 0;
    for (const k of indices(size)) {
      const q = k.map((n, i) => (index[i + 1]! + before[i]! - n) / strides[i]!);
      if (!q.every(Number.isInteger) || !isInside(q, inputs)) continue;
      for (let i = 0; i < x.shape.at(-1)!; i++) {
        sum += at(x, index[0]!, ...q, i) * at(kernel!, ...k, index.at(-1)!, i);
      }
    }
    return sum;
  });
}

/** Of the values of each window that lie inside. */
export function pooling(config: Config, x: Nd, of: (values: number[]) => number): Nd {
  const sizes = x.shape.slice(1, -1);
  const size = each(config['poolSize'], sizes.length);
  return windows(x, axesOf(config, sizes, size), size, x.shape.at(-1)!, (seen, batch, channel) =>
    of(
      seen
        .filter(({ place }) => isInside(place, sizes))
        .map(({ place }) => at(x, batch, ...place, channel)),
    ),
  );
}

/** Of all values of each channel. */
export function global(x: Nd, of: (values: number[]) => number): Nd {
  return nd([x.shape[0]!, x.shape.at(-1)!], ([batch, channel]) =>
    of([...indices(x.shape.slice(1, -1))].map((p) => at(x, batch!, ...p, channel!))),
  );
}

export interface Resampling {
  readonly nearest: boolean;
  /** Whether the last of the inputs is the last of the outputs. */
  readonly alignCorners?: boolean;
}

/** As tf.js does: output i lies at i·(step) of the inputs. */
export function resampled(
  x: Nd,
  sizes: readonly number[],
  { nearest, alignCorners }: Resampling,
): Nd {
  const along = (of: Nd, axis: number, length: number) =>
    alongAxis(of, axis, (line) =>
      Array.from({ length }, (_, i) => {
        const n = line.length;
        const step = alignCorners && length > 1 ? (n - 1) / (length - 1) : n / length;
        const place = i * step;
        if (nearest)
          return line[Math.min(alignCorners ? Math.round(place) : Math.floor(place), n - 1)]!;
        const [low, high] = [Math.floor(place), Math.min(Math.ceil(place), n - 1)];
        return line[low]! + (line[high]! - line[low]!) * (place - low);
      }),
    );
  return along(along(x, 1, sizes[0]!), 2, sizes[1]!);
}

/** x[p + offset], zeros outside. */
export const moved = (x: Nd, sizes: readonly number[], offsets: readonly number[]): Nd =>
  nd([x.shape[0]!, ...sizes, x.shape.at(-1)!], (index) =>
    at(x, index[0]!, ...offsets.map((offset, i) => index[i + 1]! + offset), index.at(-1)!),
  );
