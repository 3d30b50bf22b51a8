import type { Margins, PerAxis } from '../../src/linear/convolution';
import type { LinearOp, LinearRun } from '../../src/linear/linearOp';
import type { Values } from './expectClose';
import { naiveConv2d } from './naiveConv2d';

type Shape = readonly [batch: number, rows: number, columns: number, channels: number];

export interface HostImages {
  readonly shape: Shape;
  readonly values: Values;
}

/** A linear map with its weights in arrays; depthwise kernels are those of dense convolutions. */
type HostMap =
  | { kind: 'padding'; margins: PerAxis<Margins> }
  | { kind: 'pooling'; size: PerAxis; strides: PerAxis; margins: PerAxis<Margins> }
  | { kind: 'sum'; branches: HostMap[][] }
  | {
      kind: 'convolution';
      filter: Shape;
      kernel: ArrayLike<number>;
      bias: ArrayLike<number> | undefined;
      strides: PerAxis;
      dilations: PerAxis;
      margins: PerAxis<Margins>;
    };

export type HostRun = readonly HostMap[];

/** Reads the weights of a run. */
export function hostRun(run: LinearRun): Promise<HostMap[]> {
  return Promise.all(run.map(hostMap));
}

async function hostMap(map: LinearOp): Promise<HostMap> {
  if (map.kind === 'sum') {
    return { kind: 'sum', branches: await Promise.all(map.branches.map(hostRun)) };
  }
  if (map.kind === 'padding' || map.kind === 'pooling') return map;
  const { strides, dilations, margins } = map;
  const [kernel, bias] = [await map.kernel.data(), await map.bias?.data()];
  const dense =
    map.kind === 'convolution'
      ? { filter: map.kernel.shape, kernel }
      : denseKernel(map.kernel.shape, kernel);
  return { kind: 'convolution', ...dense, bias, strides, dilations, margins };
}

/** Output i·multiplier + m sees channel i only. */
function denseKernel(shape: Shape, values: ArrayLike<number>) {
  const [rows, columns, channels, multiplier] = shape;
  const outputs = channels * multiplier;
  const kernel = new Float64Array(rows * columns * channels * outputs);
  for (let tap = 0; tap < rows * columns; tap++)
    for (let i = 0; i < channels; i++)
      for (let m = 0; m < multiplier; m++)
        kernel[(tap * channels + i) * outputs + i * multiplier + m] =
          values[(tap * channels + i) * multiplier + m]!;
  return { filter: [rows, columns, channels, outputs] as const, kernel };
}

/** The run from its definition, in float64. */
export function naiveRun(run: HostRun, x: HostImages): HostImages {
  return run.reduce((images, map) => naiveMap(map, images), x);
}

function naiveMap(map: HostMap, x: HostImages): HostImages {
  if (map.kind === 'convolution') return convolved(map, x);
  if (map.kind === 'padding') return padded(map.margins, x);
  if (map.kind === 'pooling') return pooled(map, x);
  const branches = map.branches.map((branch) => naiveRun(branch, x));
  const [first] = branches as [HostImages];
  const values = Array.from(first.values, (_, i) =>
    branches.reduce((sum, branch) => sum + branch.values[i]!, 0),
  );
  return { shape: first.shape, values };
}

const answersOf = (length: number, margins: Margins, span: number, stride: number) =>
  Math.floor((length + margins[0] + margins[1] - span) / stride) + 1;

function convolved(map: HostMap & { kind: 'convolution' }, { shape, values }: HostImages) {
  const { filter, strides, dilations, margins } = map;
  const out = ([0, 1] as const).map((axis) => {
    const span = dilations[axis] * (filter[axis] - 1) + 1;
    return answersOf(shape[axis + 1]!, margins[axis], span, strides[axis]);
  }) as [number, number];
  const before = [margins[0][0], margins[1][0]] as const;
  const { y } = naiveConv2d(
    { x: shape, filter, strides, dilations, before, out },
    values,
    map.kernel,
  );
  const shifted = map.bias ? y.map((value, i) => value + map.bias![i % filter[3]]!) : y;
  return { shape: [shape[0], ...out, filter[3]] as const, values: shifted };
}

/** Value y[b, i, j, c] for every place of images of so many rows and columns. */
function build(
  [batch, , , channels]: Shape,
  [rows, columns]: PerAxis,
  at: (b: number, i: number, j: number, c: number) => number,
): HostImages {
  const values: number[] = [];
  for (let b = 0; b < batch; b++)
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        for (let c = 0; c < channels; c++) values.push(at(b, i, j, c));
  return { shape: [batch, rows, columns, channels], values };
}

/** x[b, i, j, c]; undefined outside of the image. */
function valueAt({ shape, values }: HostImages, [b, i, j, c]: Shape): number | undefined {
  const [, rows, columns, channels] = shape;
  if (i < 0 || j < 0 || i >= rows || j >= columns) return undefined;
  return values[((b * rows + i) * columns + j) * channels + c];
}

function padded([rows, columns]: PerAxis<Margins>, x: HostImages): HostImages {
  const size = [answersOf(x.shape[1], rows, 1, 1), answersOf(x.shape[2], columns, 1, 1)] as const;
  return build(x.shape, size, (b, i, j, c) => valueAt(x, [b, i - rows[0], j - columns[0], c]) ?? 0);
}

/** Margins that take values away take them from the means too. */
function pooled({ size, strides, margins }: HostMap & { kind: 'pooling' }, x: HostImages) {
  const negative = (sides: Margins): Margins => [Math.min(sides[0], 0), Math.min(sides[1], 0)];
  const positive = (sides: Margins): Margins => [Math.max(sides[0], 0), Math.max(sides[1], 0)];
  const image = padded([negative(margins[0]), negative(margins[1])], x);
  const [rows, columns] = [positive(margins[0]), positive(margins[1])];
  const answers = [
    answersOf(image.shape[1], rows, size[0], strides[0]),
    answersOf(image.shape[2], columns, size[1], strides[1]),
  ] as const;
  return build(x.shape, answers, (b, i, j, c) => {
    const seen: number[] = [];
    for (let u = 0; u < size[0]; u++)
      for (let v = 0; v < size[1]; v++) {
        const [row, column] = [i * strides[0] + u - rows[0], j * strides[1] + v - columns[0]];
        const value = valueAt(image, [b, row, column, c]);
        if (value !== undefined) seen.push(value);
      }
    return seen.reduce((a, b) => a + b, 0) / seen.length;
  });
}

/** One row for every value of one image: the answers, less those to zeros, to the image that is 1 there. */
export function naiveRunJacobian(
  run: HostRun,
  shape: readonly [number, number, number],
): number[][] {
  const size = shape.reduce((a, b) => a * b);
  const answers = (values: Float64Array) => naiveRun(run, { shape: [1, ...shape], values }).values;
  const constants = answers(new Float64Array(size));
  return Array.from({ length: size }, (_, i) => {
    const unit = new Float64Array(size);
    unit[i] = 1;
    return Array.from(answers(unit), (value, j) => value - constants[j]!);
  });
}
