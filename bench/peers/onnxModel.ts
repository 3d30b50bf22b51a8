/** A kernel [out, in, rows, columns], as ONNX has it. */
export interface OnnxKernel {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * A stack of 'same' convolutions of odd kernels without biases as an ONNX file: x to y, both [batch, channels, rows,
 * columns]. Fields are numbered as in onnx.proto.
 */
export function onnxModel(shape: readonly number[], kernels: readonly OnnxKernel[]): Uint8Array {
  const name = (i: number) => (i === 0 ? 'x' : i === kernels.length ? 'y' : `x${i}`);
  const nodes = kernels.flatMap((kernel, i) => message(1, convolution(kernel, i, name)));
  const weights = kernels.flatMap(({ shape, values }, i) =>
    message(5, [
      ...shape.flatMap((length) => number(1, length)),
      ...number(2, FLOAT),
      ...text(8, `kernel${i}`),
      ...message(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
    ]),
  );
  const last = kernels.at(-1)?.shape[0] ?? 0;
  const graph = [
    ...nodes,
    ...text(2, 'stack'),
    ...weights,
    ...message(11, value('x', shape)),
    ...message(12, value('y', [shape[0] ?? 0, last, ...shape.slice(2)])),
  ];
  const operators = [...text(1, ''), ...number(2, 17)];
  return Uint8Array.from([...number(1, 8), ...message(7, graph), ...message(8, operators)]);
}

const FLOAT = 1;
const INTEGERS = 7;

function convolution({ shape }: OnnxKernel, i: number, name: (i: number) => string): number[] {
  const margins = shape.slice(2).map((length) => (length - 1) / 2);
  const pads = [...text(1, 'pads'), ...[...margins, ...margins].flatMap((n) => number(8, n))];
  return [
    ...[...text(1, name(i)), ...text(1, `kernel${i}`), ...text(2, name(i + 1))],
    ...text(4, 'Conv'),
    ...message(5, [...pads, ...number(20, INTEGERS)]),
  ];
}

/** A float tensor of this shape. */
function value(name: string, shape: readonly number[]): number[] {
  const lengths = shape.flatMap((length) => message(1, number(1, length)));
  const tensor = [...number(1, FLOAT), ...message(2, lengths)];
  return [...text(1, name), ...message(2, message(1, tensor))];
}

/** Fields of protocol buffers: their number, how they are written, and what they hold. */
const number = (field: number, held: number) => [...varint(field << 3), ...varint(held)];

const message = (field: number, held: ArrayLike<number>) => [
  ...varint((field << 3) | 2),
  ...varint(held.length),
  ...Array.from(held),
];

const text = (field: number, held: string) => message(field, new TextEncoder().encode(held));

/** Seven bits a byte, the lowest first. */
const varint = (held: number): number[] =>
  held < 128 ? [held] : [(held & 127) | 128, ...varint(held >>> 7)];
