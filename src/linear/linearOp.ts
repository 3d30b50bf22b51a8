import { type Convolution, type Margins, type PerAxis, span } from './convolution';

/** A convolution of every channel on its own, kernel [rows, columns, channels, outputs of each]. */
export interface DepthwiseConvolution extends Omit<Convolution, 'kind'> {
  readonly kind: 'depthwise';
}

/** The mean of the values that lie inside the image. */
export interface Pooling {
  readonly kind: 'pooling';
  readonly size: PerAxis;
  readonly strides: PerAxis;
  readonly margins: PerAxis<Margins>;
}

/** Zeros around the image. */
export interface Padding {
  readonly kind: 'padding';
  readonly margins: PerAxis<Margins>;
}

/** Several runs from one value, added up. A run of no maps is the value itself. */
export interface Sum {
  readonly kind: 'sum';
  readonly branches: readonly LinearRun[];
}

/** A linear (with a bias: affine) map of images [batch, rows, columns, channels] as plain data. */
export type LinearMap = Convolution | DepthwiseConvolution | Pooling | Padding | Sum;

/** Linear maps one after the other. */
export type LinearRun = readonly LinearMap[];

/** What a map does along one axis: each answer sees `span` inputs, `stride` further on than the one before it. */
export interface MapAxis {
  readonly span: number;
  readonly stride: number;
  readonly margins: Margins;
}

export function mapAxis(map: Exclude<LinearMap, Sum>, axis: 0 | 1): MapAxis {
  const margins = map.margins[axis];
  if (map.kind === 'padding') return { span: 1, stride: 1, margins };
  const stride = map.strides[axis];
  return { span: map.kind === 'pooling' ? map.size[axis] : span(map)[axis], stride, margins };
}

/** Values along an axis that a run makes of so many. */
export function lengthAfter(run: LinearRun, axis: 0 | 1, length: number): number {
  return run.reduce((n, map) => {
    if (map.kind === 'sum') return lengthAfter(map.branches[0] ?? [], axis, n);
    const { span: seen, stride, margins } = mapAxis(map, axis);
    return Math.floor((n + margins[0] + margins[1] - seen) / stride) + 1;
  }, length);
}

/** Channels that a run makes of so many. */
export function channelsAfter(run: LinearRun, channels: number): number {
  return run.reduce((count, map) => {
    if (map.kind === 'sum') return channelsAfter(map.branches[0] ?? [], count);
    if (map.kind === 'convolution') return map.kernel.shape[3];
    return map.kind === 'depthwise' ? count * map.kernel.shape[3] : count;
  }, channels);
}

export type Size = readonly [rows: number, columns: number, channels: number];

/** What a run makes of images of a size. */
export function sizeAfter(run: LinearRun, [rows, columns, channels]: Size): Size {
  return [lengthAfter(run, 0, rows), lengthAfter(run, 1, columns), channelsAfter(run, channels)];
}

/**
 * Of a value of a model, [batch, rows, columns, channels]; a signal has one row, a row of numbers is one pixel.
 * Undefined where it is not known.
 */
export function sizeOf(shape: readonly (number | null)[]): Size | undefined {
  const size = shape.slice(1);
  if (size.includes(null)) return undefined;
  const pixel = new Array<number>(3 - size.length).fill(1);
  return [...pixel, ...size] as unknown as Size;
}

/** How many of so many values along an axis each mean is of. */
export function countsAlong(map: Pooling, axis: 0 | 1, length: number): number[] {
  return Array.from({ length: lengthAfter([map], axis, length) }, (_, i) => {
    const from = i * map.strides[axis] - map.margins[axis][0];
    return Math.min(from + map.size[axis], length) - Math.max(from, 0);
  });
}
