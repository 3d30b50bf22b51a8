import {
  type Convolution,
  type Margins,
  type PerAxis,
  type Shapes,
  span,
  type Tensors,
} from './convolution';

/** A convolution of every channel on its own, kernel [rows, columns, channels, outputs of each]. */
export interface DepthwiseConvolution<T extends Shapes = Tensors>
  extends Omit<Convolution<T>, 'kind'> {
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

/** Several runs from one value, added up. A run of no ops is the value itself. */
export interface Sum<T extends Shapes = Tensors> {
  readonly kind: 'sum';
  readonly branches: readonly LinearRun<T>[];
}

/** A linear (with a bias: affine) map of images [batch, rows, columns, channels] as plain data. */
export type LinearOp<T extends Shapes = Tensors> =
  | Convolution<T>
  | DepthwiseConvolution<T>
  | Pooling
  | Padding
  | Sum<T>;

/** Linear ops one after the other. */
export type LinearRun<T extends Shapes = Tensors> = readonly LinearOp<T>[];

/** What an op does along one axis: each output sees `span` inputs, `stride` further on than the one before it. */
export interface OpAxis {
  readonly span: number;
  readonly stride: number;
  readonly margins: Margins;
}

export function opAxis(op: Exclude<LinearOp<Shapes>, Sum<Shapes>>, axis: 0 | 1): OpAxis {
  const margins = op.margins[axis];
  if (op.kind === 'padding') return { span: 1, stride: 1, margins };
  const stride = op.strides[axis];
  return { span: op.kind === 'pooling' ? op.size[axis] : span(op)[axis], stride, margins };
}

/** Values along an axis that a run makes of so many. */
export function lengthAfter(run: LinearRun<Shapes>, axis: 0 | 1, length: number): number {
  return run.reduce((n, op) => {
    if (op.kind === 'sum') return lengthAfter(op.branches[0] ?? [], axis, n);
    const { span: seen, stride, margins } = opAxis(op, axis);
    return Math.floor((n + margins[0] + margins[1] - seen) / stride) + 1;
  }, length);
}

/** Channels that a run makes of so many. */
export function channelsAfter(run: LinearRun<Shapes>, channels: number): number {
  return run.reduce((count, op) => {
    if (op.kind === 'sum') return channelsAfter(op.branches[0] ?? [], count);
    if (op.kind === 'convolution') return op.kernel.shape[3];
    return op.kind === 'depthwise' ? count * op.kernel.shape[3] : count;
  }, channels);
}

export type Size = readonly [rows: number, columns: number, channels: number];

/** What a run makes of images of a size. */
export function sizeAfter(run: LinearRun<Shapes>, [rows, columns, channels]: Size): Size {
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
export function countsAlong(op: Pooling, axis: 0 | 1, length: number): number[] {
  return Array.from({ length: lengthAfter([op], axis, length) }, (_, i) => {
    const from = i * op.strides[axis] - op.margins[axis][0];
    return Math.min(from + op.size[axis], length) - Math.max(from, 0);
  });
}
