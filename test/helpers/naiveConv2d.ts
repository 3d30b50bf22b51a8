export interface NaiveConvolution {
  /** [batch, rows, columns, in] */
  readonly x: readonly [number, number, number, number];
  /** [rows, columns, in, out] */
  readonly filter: readonly [number, number, number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  /** Zeros before rows and columns. */
  readonly before: readonly [number, number];
  /** Rows and columns of the result. */
  readonly out: readonly [number, number];
}

/**
 * Calls `visit` once for every product x·filter that goes into an output: the definition of a strided,
 * dilated convolution as six nested loops. From it come the output and both gradients.
 */
export function visitProducts(
  { x, filter, strides, dilations, before, out }: NaiveConvolution,
  visit: (at: { x: number; filter: number; y: number }) => void,
): void {
  const [kernelRows, kernelColumns, channels, features] = filter;
  for (let b = 0; b < x[0]; b++)
    for (let i = 0; i < out[0]; i++)
      for (let j = 0; j < out[1]; j++)
        for (let u = 0; u < kernelRows; u++)
          for (let v = 0; v < kernelColumns; v++) {
            const row = i * strides[0] + u * dilations[0] - before[0];
            const column = j * strides[1] + v * dilations[1] - before[1];
            if (row < 0 || row >= x[1] || column < 0 || column >= x[2]) continue;
            for (let c = 0; c < channels; c++)
              for (let f = 0; f < features; f++)
                visit({
                  x: ((b * x[1] + row) * x[2] + column) * channels + c,
                  filter: ((u * kernelColumns + v) * channels + c) * features + f,
                  y: ((b * out[0] + i) * out[1] + j) * features + f,
                });
          }
}

/** y, and for a cotangent dy the gradients dx and dFilter, in float64. */
export function naiveConv2d(
  convolution: NaiveConvolution,
  x: ArrayLike<number>,
  filter: ArrayLike<number>,
  cotangent: (size: number) => ArrayLike<number> = (size) => new Float64Array(size),
) {
  const size = convolution.x[0] * convolution.out[0] * convolution.out[1] * convolution.filter[3];
  const dy = cotangent(size);
  const y = new Array<number>(size).fill(0);
  const dx = new Array<number>(x.length).fill(0);
  const dFilter = new Array<number>(filter.length).fill(0);
  visitProducts(convolution, (at) => {
    y[at.y] = (y[at.y] as number) + (x[at.x] as number) * (filter[at.filter] as number);
    dx[at.x] = (dx[at.x] as number) + (dy[at.y] as number) * (filter[at.filter] as number);
    dFilter[at.filter] =
      (dFilter[at.filter] as number) + (dy[at.y] as number) * (x[at.x] as number);
  });
  return { y, dx, dFilter, dy };
}
