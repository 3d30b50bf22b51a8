import type { Config } from './naiveSpatial';
import { alongAxis, at, map, type Nd, nd } from './nd';

type Naive = (described: { readonly config: Config }, x: Nd) => Nd;

/** By its series. */
function erf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 120; n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const functions: Readonly<Record<string, (x: number, parameter: number) => number>> = {
  power: (x, p) => x ** p,
  ...{ exp: Math.exp, log: Math.log, abs: Math.abs, sin: Math.sin, cos: Math.cos, erf },
  maximum: Math.max,
  minimum: Math.min,
  leakyRelu: (x, slope) => (x > 0 ? x : slope * x),
};

/** Where a mirror image shows what is at a place outside. */
function mirrored(place: number, size: number, isReflected: boolean): number {
  if (place < 0) return isReflected ? -place : -place - 1;
  const beyond = place - size;
  return beyond < 0 ? place : size - (isReflected ? 2 : 1) - beyond;
}

const padded: Naive = ({ config }, x) => {
  const padding = config['padding'] as [number, number][];
  const shape = x.shape.map(
    (n, axis) => n + (axis === 0 ? 0 : padding[axis - 1]![0] + padding[axis - 1]![1]),
  );
  return nd(shape, (index) => {
    const places = index.map((i, axis) => (axis === 0 ? i : i - padding[axis - 1]![0]));
    const isOutside = places.some((place, axis) => place < 0 || place >= x.shape[axis]!);
    if (!isOutside) return at(x, ...places);
    if (config['mode'] === 'constant') return config['value'] as number;
    const isReflected = config['mode'] === 'reflect';
    return at(x, ...places.map((place, axis) => mirrored(place, x.shape[axis]!, isReflected)));
  });
};

const sliced: Naive = ({ config }, x) =>
  (config['slices'] as [number, number | null, number][]).reduce(
    (y, [start, stop, step], i) =>
      alongAxis(y, i + 1, (line) => {
        const part = stop === null ? line.slice(start) : line.slice(start, stop);
        return part.filter((_, place) => place % step === 0);
      }),
    x,
  );

const depthToSpace: Naive = ({ config }, x) => {
  const size = config['blockSize'] as number;
  const [batch, rows, columns, depth] = x.shape as [number, number, number, number];
  const channels = depth / size ** 2;
  return nd([batch, rows * size, columns * size, channels], ([b, r, c, channel]) => {
    const place = (r! % size) * size + (c! % size);
    return at(x, b!, Math.floor(r! / size), Math.floor(c! / size), place * channels + channel!);
  });
};

const resized: Naive = ({ config }, x) => {
  const { alignCorners, halfPixelCenters, interpolation } = config as Record<string, unknown>;
  const along = (of: Nd, axis: number, length: number) =>
    alongAxis(of, axis, (line) => {
      const n = line.length;
      const step = alignCorners && length > 1 ? (n - 1) / (length - 1) : n / length;
      const value = (place: number) => line[Math.min(Math.max(place, 0), n - 1)]!;
      return Array.from({ length }, (_, i) => {
        if (interpolation === 'nearest') {
          if (alignCorners) return value(Math.round(i * step));
          return value(Math.floor((halfPixelCenters ? i + 0.5 : i) * step));
        }
        const place = halfPixelCenters ? (i + 0.5) * step - 0.5 : i * step;
        const low = Math.floor(place);
        return value(low) * (1 - (place - low)) + value(low + 1) * (place - low);
      });
    });
  return along(along(x, 1, config['height'] as number), 2, config['width'] as number);
};

/** The layers that graph models need, by their definition. */
export const graphLayers: Readonly<Record<string, Naive>> = {
  ElementwiseFunction: ({ config }, x) =>
    map(x, (v) => functions[config['function'] as string]!(v, config['parameter'] as number)),
  Padding: padded,
  Slice: sliced,
  DepthToSpace: depthToSpace,
  ImageResizing: resized,
};
