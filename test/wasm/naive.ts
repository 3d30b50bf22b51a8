/** Convolutions and their gradients by the definition: plain loops in float64, geometry worked out here and not by tf.js. */

export type Pad = 'same' | 'valid' | number | [[0, 0], [number, number], [number, number], [0, 0]];

export interface Convolution {
  /** [batch, height, width, inChannels] */
  readonly x: [number, number, number, number];
  /** [kh, kw, inChannels, outChannels], or for a depthwise one [kh, kw, channels, multiplier] */
  readonly filter: [number, number, number, number];
  readonly strides: [number, number];
  readonly pad: Pad;
  readonly dilations?: [number, number];
  readonly depthwise?: boolean;
}

interface Axis {
  readonly out: number;
  /** Input index that output p reads through tap i. */
  readonly at: (p: number, i: number) => number;
}

function axis(c: Convolution, which: 0 | 1): Axis {
  const size = c.x[which + 1] as number;
  const stride = c.strides[which];
  const dilation = c.dilations?.[which] ?? 1;
  const reach = (c.filter[which] - 1) * dilation + 1;
  const same = Math.max(0, (Math.ceil(size / stride) - 1) * stride + reach - size);
  const before =
    c.pad === 'same'
      ? Math.floor(same / 2)
      : typeof c.pad === 'string'
        ? 0
        : explicit(c.pad, which)[0];
  const total =
    c.pad === 'same'
      ? same
      : typeof c.pad === 'string'
        ? 0
        : explicit(c.pad, which)[0] + explicit(c.pad, which)[1];
  const out = Math.floor((size + total - reach) / stride) + 1;
  return { out, at: (p, i) => p * stride + i * dilation - before };
}

function explicit(pad: Exclude<Pad, string>, which: 0 | 1): readonly [number, number] {
  return typeof pad === 'number' ? [pad, pad] : pad[which === 0 ? 1 : 2];
}

export function outShape(c: Convolution): [number, number, number, number] {
  const channels = c.depthwise ? c.filter[2] * c.filter[3] : c.filter[3];
  return [c.x[0], axis(c, 0).out, axis(c, 1).out, channels];
}

type Visit = (x: number, filter: number, y: number) => void;

/** Calls visit with the flat indices of every triple that the convolution multiplies: y += x·filter. */
function forEachProduct(c: Convolution, visit: Visit): void {
  const [rows, columns] = [axis(c, 0), axis(c, 1)];
  const [batch, height, width, channels] = c.x;
  const [kh, kw, , last] = c.filter;
  const [, , , outChannels] = outShape(c);
  for (let n = 0; n < batch; n++)
    for (let p = 0; p < rows.out; p++)
      for (let q = 0; q < columns.out; q++)
        for (let i = 0; i < kh; i++)
          for (let j = 0; j < kw; j++) {
            const [y, x] = [rows.at(p, i), columns.at(q, j)];
            if (y < 0 || y >= height || x < 0 || x >= width) continue;
            for (let a = 0; a < channels; a++)
              for (let b = 0; b < last; b++)
                visit(
                  ((n * height + y) * width + x) * channels + a,
                  ((i * kw + j) * channels + a) * last + b,
                  ((n * rows.out + p) * columns.out + q) * outChannels +
                    (c.depthwise ? a * last + b : b),
                );
          }
}

const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
type Values = ArrayLike<number>;

export function convolution(c: Convolution, x: Values, filter: Values): number[] {
  const y = new Array<number>(size(outShape(c))).fill(0);
  forEachProduct(c, (at, f, to) => {
    y[to] = y[to]! + x[at]! * filter[f]!;
  });
  return y;
}

export function inputGradient(c: Convolution, dy: Values, filter: Values): number[] {
  const dx = new Array<number>(size(c.x)).fill(0);
  forEachProduct(c, (x, f, y) => {
    dx[x] = dx[x]! + dy[y]! * filter[f]!;
  });
  return dx;
}

export function filterGradient(c: Convolution, x: Values, dy: Values): number[] {
  const df = new Array<number>(size(c.filter)).fill(0);
  forEachProduct(c, (at, f, y) => {
    df[f] = df[f]! + x[at]! * dy[y]!;
  });
  return df;
}

/** op(a)·op(b) of one pair of matrices [m, k] and [k, n], stored transposed where said. */
export function matrixProduct(
  a: Values,
  b: Values,
  [m, k, n]: readonly [number, number, number],
  [transposeA, transposeB]: readonly [boolean, boolean],
): number[] {
  return Array.from({ length: m * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = 0;
    for (let l = 0; l < k; l++) {
      sum += a[transposeA ? l * m + i : i * k + l]! * b[transposeB ? j * k + l : l * n + j]!;
    }
    return sum;
  });
}

/** Every stride from 1 to 3, every kind of padding, odd and even kernels, larger than the image too. */
export function grid(depthwise = false): Convolution[] {
  const last = depthwise ? 2 : 3;
  const images: [number, number, number, number][] = [
    [2, 6, 5, 2],
    [1, 4, 7, 1],
  ];
  const sizes: [number, number][] = [[1, 1], [2, 3], [3, 3], [4, 2], [5, 5], [5, 1]]; // biome-ignore format: one line
  const strides: [number, number][] = [[1, 1], [2, 2], [3, 3], [1, 2], [3, 1]]; // biome-ignore format: one line
  const pads: Pad[] = ['same', 'valid', 2, [[0, 0], [1, 2], [3, 0], [0, 0]]]; // biome-ignore format: one line
  const cases: Convolution[] = [];
  for (const x of images)
    for (const [kh, kw] of sizes)
      for (const stride of strides)
        for (const pad of pads)
          cases.push({ x, filter: [kh, kw, x[3], last], strides: stride, pad, depthwise });
  const larger: Convolution[] = [
    { x: [2, 3, 2, 2], filter: [5, 4, 2, last], strides: [1, 1], pad: 'same', depthwise },
    { x: [2, 3, 2, 2], filter: [5, 5, 2, last], strides: [2, 2], pad: 'same', depthwise },
    { x: [1, 1, 1, 1], filter: [3, 3, 1, last], strides: [1, 1], pad: 'same', depthwise },
    { x: [1, 3, 3, 2], filter: [4, 5, 2, last], strides: [1, 1], pad: 2, depthwise },
    { x: [2, 5, 5, 2], filter: [1, 1, 2, last], strides: [1, 1], pad: 2, depthwise },
  ];
  return [...cases, ...larger].filter((c) => outShape(c).every((n) => n > 0) && isSound(c));
}

/** tf.js takes a number as padding for square kernels and strides: it sizes the columns of y as it does the rows. */
function isSound({ pad, filter, strides }: Convolution): boolean {
  return typeof pad !== 'number' || (filter[0] === filter[1] && strides[0] === strides[1]);
}

export function nameOf(c: Convolution): string {
  return `x ${c.x}, filter ${c.filter}, strides ${c.strides}, pad ${JSON.stringify(c.pad)}, dilations ${c.dilations ?? 1}`;
}
