import type { PerAxis } from '../../linear/convolution';
import { blockSize, columnsFor, type FftModule } from '../transforms/fftModule';

/** A kernel on the host, [rows, columns, in, out]. */
export interface HostKernel {
  readonly values: Float32Array;
  readonly shape: readonly [rows: number, columns: number, inputs: number, outputs: number];
  readonly dilations: PerAxis;
}

/** The transfer function of a convolution, [bins, in, outputs] with outputs a multiple of four. */
export interface HostTransfer {
  readonly real: Float32Array;
  readonly imag: Float32Array;
  readonly inputs: number;
  readonly outputs: number;
}

/** Numbers that one vector of the module holds: outputs come in so many. */
export const padded = (outputs: number): number => 4 * Math.ceil(outputs / 4);

/** Values of a kernel and its half-way spectra that are in the module at once. */
const PART = 2 ** 22;

/**
 * The spectrum of the flipped kernel: half of the bins along the rows, all along the columns, the bins
 * of the columns innermost.
 *
 * @param n lengths of the transforms; that of the rows is even
 */
export function hostTransfer(fft: FftModule, kernel: HostKernel, n: PerAxis): HostTransfer {
  const [, , inputs, outputs] = kernel.shape;
  const half = n[0] / 2 + 1;
  const size = half * n[1] * inputs * padded(outputs);
  const transfer = {
    real: new Float32Array(size),
    imag: new Float32Array(size),
    inputs,
    outputs: padded(outputs),
  };
  const perInput = half * (kernel.shape[1] * outputs + n[1] * padded(outputs));
  const most = Math.max(1, Math.floor(PART / perInput));
  for (let input = 0; input < inputs; input += most) {
    transformInputs(fft, kernel, n, transfer, input, Math.min(most, inputs - input));
  }
  return transfer;
}

/** The spectra of the kernels of `count` inputs from `input` on. */
function transformInputs(
  fft: FftModule,
  kernel: HostKernel,
  n: PerAxis,
  transfer: HostTransfer,
  input: number,
  count: number,
): void {
  const { shape, dilations } = kernel;
  const [rows, columns, , outputs] = shape;
  const half = n[0] / 2 + 1;
  const [alongRows, alongColumns] = [fft.plan(n[0], true), fft.plan(n[1], false)];
  const spans = [dilations[0] * (rows - 1) + 1, dilations[1] * (columns - 1) + 1] as const;
  const pixel = count * outputs;
  const line = spans[1] * pixel;
  const answers = count * transfer.outputs;
  const [work, from, midR, midI, toR, toI] = fft.room([
    blockSize(Math.max(...n)),
    spans[0] * line,
    ...[half * line, half * line],
    ...[n[1] * answers, n[1] * answers],
  ]) as [number, number, number, number, number, number];
  const memory = fft.values();
  memory.fill(0, from / 4, from / 4 + spans[0] * line);
  copyFlipped(kernel, memory, from / 4, input, count);
  fft.run.realToHalf(
    ...[n[0], columnsFor(line), work, alongRows.radices, alongRows.root, line],
    ...[from, line, 1, spans[0], 0],
    ...[midR, midI, line, 1, half, 0, 1],
  );
  // outputs that fill their vectors need no gaps between the inputs
  const groups = outputs === transfer.outputs ? 1 : count;
  const lines = pixel / groups;
  for (let v = 0; v < half; v++) {
    for (let g = 0; g < groups; g++) {
      const [at, to] = [4 * (v * line + g * outputs), 4 * g * transfer.outputs];
      fft.run.complexToComplex(
        ...[n[1], columnsFor(lines), work, alongColumns.radices, alongColumns.root, lines],
        ...[midR + at, midI + at, pixel, 1, spans[1], 0],
        ...[toR + to, toI + to, answers, 1, n[1], 0, 1],
      );
    }
    copyBins(memory, [toR / 4, toI / 4], transfer, v * n[1], n[1], input, count);
  }
}

/** The taps of some inputs at their places in [rows, columns, inputs, outputs], from the last to the first. */
function copyFlipped(
  { values, shape, dilations }: HostKernel,
  to: Float32Array,
  at: number,
  input: number,
  count: number,
): void {
  const [rows, columns, inputs, outputs] = shape;
  const pixel = count * outputs;
  const line = (dilations[1] * (columns - 1) + 1) * pixel;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const tap = ((r * columns + c) * inputs + input) * outputs;
      const place = dilations[0] * (rows - 1 - r) * line + dilations[1] * (columns - 1 - c) * pixel;
      to.set(values.subarray(tap, tap + pixel), at + place);
    }
  }
}

/** Bins of some inputs to their places among those of all. */
function copyBins(
  memory: Float32Array,
  [real, imag]: readonly [number, number],
  transfer: HostTransfer,
  bin: number,
  bins: number,
  input: number,
  count: number,
): void {
  const size = count * transfer.outputs;
  for (let f = 0; f < bins; f++) {
    const to = ((bin + f) * transfer.inputs + input) * transfer.outputs;
    transfer.real.set(memory.subarray(real + f * size, real + (f + 1) * size), to);
    transfer.imag.set(memory.subarray(imag + f * size, imag + (f + 1) * size), to);
  }
}
