import type { PerAxis } from '../../linear/convolution';
import { blockSize, columnsFor, type FftModule } from '../transforms/fftModule';
import type { AxisPlan, Tile } from './axisTiling';
import { type HostTransfer, padded } from './hostTransfer';

/** Images on the host, [batch, rows, columns, channels]. */
export interface HostImages {
  readonly values: Float32Array;
  readonly shape: readonly [batch: number, rows: number, columns: number, channels: number];
}

/** A tile of one of the images in the module. */
interface ImageTile {
  readonly image: number;
  readonly rows: Tile;
  readonly columns: Tile;
}

/** Values of spectra, and of transfer functions, that are in the module at once: what a processor's cache holds. */
const SPECTRA = 2 ** 21;
const TRANSFER = 2 ** 16;

/**
 * y = x convolved by a product of transfer functions, tile by tile. Channels lie innermost from the first
 * transform to the last: four of them are one vector.
 *
 * @param n lengths of the transforms; that of the rows is even
 */
export function hostConvolution(
  fft: FftModule,
  x: HostImages,
  transfers: readonly HostTransfer[],
  plan: PerAxis<AxisPlan>,
  n: PerAxis,
  y: HostImages,
): void {
  const tiles = plan[0].tiles.flatMap((rows) =>
    plan[1].tiles.map((columns) => ({ rows, columns })),
  );
  const bins = (n[0] / 2 + 1) * n[1];
  const widest = Math.max(x.shape[3], ...transfers.map(({ outputs }) => outputs));
  const most = Math.max(4, Math.floor(SPECTRA / (4 * bins * widest)));
  const images = Math.max(1, Math.floor(most / tiles.length));
  for (let first = 0; first < x.shape[0]; first += images) {
    const count = Math.min(images, x.shape[0] - first);
    const all = Array.from({ length: count }, (_, image) => image).flatMap((image) =>
      tiles.map((tile) => ({ image, ...tile })),
    );
    const engine = prepare(fft, x, transfers, plan, n, y, count, Math.min(most, all.length));
    const [sizeX, sizeY] = [x, y].map(({ shape }) => shape[1] * shape[2] * shape[3]) as [
      number,
      number,
    ];
    engine.memory.set(x.values.subarray(first * sizeX, (first + count) * sizeX), engine.x / 4);
    for (let i = 0; i < all.length; i += most) convolveTiles(engine, all.slice(i, i + most));
    y.values.set(engine.memory.subarray(engine.y / 4, engine.y / 4 + count * sizeY), first * sizeY);
  }
}

/** Fewer channels than these are not worth a vector of their own. */
const FEW = 4;

/** Pointers to real and imaginary parts. */
type Pair = readonly [real: number, imag: number];

interface Engine {
  readonly fft: FftModule;
  readonly memory: Float32Array;
  readonly shapes: { readonly x: HostImages['shape']; readonly y: HostImages['shape'] };
  readonly transfers: readonly HostTransfer[];
  readonly n: PerAxis;
  /** What a transform of so many lines along rows, and along columns, begins with. */
  readonly alongRows: (lines: number) => readonly number[];
  readonly alongColumns: (lines: number) => readonly number[];
  /** Pointers to the images, to half-way spectra of a tile, to spectra of all tiles, and to a part of a transfer function. */
  readonly x: number;
  readonly y: number;
  readonly half: Pair;
  readonly from: Pair;
  readonly to: Pair;
  readonly transfer: Pair;
}

function prepare(
  fft: FftModule,
  x: HostImages,
  transfers: readonly HostTransfer[],
  plan: PerAxis<AxisPlan>,
  n: PerAxis,
  y: HostImages,
  images: number,
  tiles: number,
): Engine {
  const [rows, columns] = [fft.plan(n[0], true), fft.plan(n[1], false)];
  const bins = (n[0] / 2 + 1) * n[1];
  const channels = Math.max(x.shape[3], ...transfers.map(({ outputs }) => outputs));
  const spectra = bins * tiles * channels;
  const half =
    (n[0] / 2 + 1) *
    channels *
    Math.max(...plan[1].tiles.map(({ used, keep }) => Math.max(used, keep)));
  const part = Math.max(TRANSFER, ...transfers.map(({ inputs, outputs }) => inputs * outputs));
  const size = ({ shape }: HostImages) => images * shape[1] * shape[2] * shape[3];
  const [work, ...places] = fft.room([
    blockSize(Math.max(...n)),
    ...[size(x), size(y), half, half, spectra, spectra, spectra, spectra, part, part],
  ]) as [number, ...number[]];
  const pair = (i: number): Pair => [places[i] as number, places[i + 1] as number];
  return {
    ...{ fft, transfers, n, memory: fft.values(), shapes: { x: x.shape, y: y.shape } },
    alongRows: (lines) => [n[0], columnsFor(lines), work, rows.radices, rows.root, lines],
    alongColumns: (lines) => [n[1], columnsFor(lines), work, columns.radices, columns.root, lines],
    ...{ x: places[0] as number, y: places[1] as number },
    ...{ half: pair(2), from: pair(4), to: pair(6), transfer: pair(8) },
  };
}

function convolveTiles(engine: Engine, tiles: readonly ImageTile[]): void {
  for (const [i, tile] of tiles.entries()) forward(engine, tile, i, tiles.length);
  let [from, to, channels] = [engine.from, engine.to, engine.shapes.x[3]];
  for (const transfer of engine.transfers) {
    multiply(engine, transfer, tiles.length, channels, from, to);
    channels = transfer.outputs;
    [from, to] = [to, from];
  }
  for (const [i, tile] of tiles.entries()) inverse(engine, tile, i, tiles.length, from);
}

/** The spectrum of a tile, to its place among [bins, tiles, channels]. */
function forward(engine: Engine, { image, rows, columns }: ImageTile, i: number, tiles: number) {
  const { fft, n, alongRows, alongColumns, half, from } = engine;
  const [, height, width, channels] = engine.shapes.x;
  const start = ((image * height + rows.from) * width + columns.from) * channels;
  const line = columns.used * channels;
  fft.run.realToHalf(
    ...alongRows(line),
    ...[engine.x + 4 * start, width * channels, 1, rows.used, rows.at],
    ...[...half, line, 1, n[0] / 2 + 1, 0, 1],
  );
  // the lines are channels, or where these are few, bins along the rows
  const few = channels < FEW;
  const lines = few ? n[0] / 2 + 1 : channels;
  const [apart, toApart] = few ? [line, n[1] * tiles * channels] : [1, 1];
  for (let g = 0; g < (few ? channels : n[0] / 2 + 1); g++) {
    const at = 4 * (few ? g : g * line);
    const to = 4 * (few ? i * channels + g : (g * n[1] * tiles + i) * channels);
    fft.run.complexToComplex(
      ...alongColumns(lines),
      ...[half[0] + at, half[1] + at, channels, apart, columns.used, columns.at],
      ...[from[0] + to, from[1] + to, tiles * channels, toApart, n[1], 0, 1],
    );
  }
}

/** All bins of all tiles times a transfer function, of which a part comes into the module at a time. */
function multiply(
  { fft, memory, n, transfer: part }: Engine,
  { real, imag, inputs, outputs }: HostTransfer,
  tiles: number,
  channels: number,
  [fromR, fromI]: Pair,
  [toR, toI]: Pair,
): void {
  const size = inputs * outputs;
  const bins = (n[0] / 2 + 1) * n[1];
  const most = Math.max(1, Math.floor(TRANSFER / size));
  for (let f = 0; f < bins; f += most) {
    const count = Math.min(most, bins - f);
    memory.set(real.subarray(f * size, (f + count) * size), part[0] / 4);
    memory.set(imag.subarray(f * size, (f + count) * size), part[1] / 4);
    const [x, y] = [4 * f * tiles * channels, 4 * f * tiles * outputs];
    fft.run.mix(
      ...[count, tiles, channels, inputs, outputs],
      ...[fromR + x, fromI + x, ...part, toR + y, toI + y],
    );
  }
}

/** The answers of a tile, to their place in the image. */
function inverse(
  engine: Engine,
  { image, rows, columns }: ImageTile,
  i: number,
  tiles: number,
  from: Pair,
): void {
  const { fft, n, alongRows, alongColumns, half } = engine;
  const [, height, width, channels] = engine.shapes.y;
  const bin = padded(channels);
  const line = columns.keep * channels;
  const few = channels < FEW;
  const lines = few ? n[0] / 2 + 1 : channels;
  const [apart, toApart] = few ? [n[1] * tiles * bin, line] : [1, 1];
  for (let g = 0; g < (few ? channels : n[0] / 2 + 1); g++) {
    const at = 4 * (few ? i * bin + g : (g * n[1] * tiles + i) * bin);
    const to = 4 * (few ? g : g * line);
    // real and imaginary part change places for the inverse
    fft.run.complexToComplex(
      ...alongColumns(lines),
      ...[from[1] + at, from[0] + at, tiles * bin, apart, n[1], 0],
      ...[half[1] + to, half[0] + to, channels, toApart, columns.keep, columns.first, 1],
    );
  }
  const start = ((image * height + rows.begin) * width + columns.begin) * channels;
  fft.run.halfToReal(
    ...alongRows(line),
    ...[...half, line, 1, n[0] / 2 + 1, 0],
    ...[engine.y + 4 * start, width * channels, 1, rows.keep, rows.first, 1 / (n[0] * n[1])],
  );
}
