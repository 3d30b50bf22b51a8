import type { PerAxis } from '../../linear/convolution';
import { blockSize, type FftCalls, type Pair } from '../transforms/fftCalls';
import type { FftModule } from '../transforms/fftModule';
import type { FftTables } from '../transforms/fftTables';
import type { AxisTiling, Tile } from './axisTiling';
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
  tiling: PerAxis<AxisTiling>,
  n: PerAxis,
  y: HostImages,
): void {
  const tiles = tiling[0].tiles.flatMap((rows) =>
    tiling[1].tiles.map((columns) => ({ rows, columns })),
  );
  const bins = (n[0] / 2 + 1) * n[1];
  const channels = Math.max(x.shape[3], ...transfers.map(({ outputs }) => outputs));
  const most = Math.max(4, Math.floor(SPECTRA / (4 * bins * channels)));
  const images = Math.min(x.shape[0], Math.max(1, Math.floor(most / tiles.length)));
  if (images === 0) return;
  const [sizeX, sizeY] = [imageSize(x), imageSize(y)];
  const spectra = bins * channels * Math.min(most, images * tiles.length);
  const widest = Math.max(...tiling[1].tiles.map(({ used, keep }) => Math.max(used, keep)));
  const half = (n[0] / 2 + 1) * channels * widest;
  const part = Math.max(TRANSFER, ...transfers.map(({ inputs, outputs }) => inputs * outputs));
  const need = {
    tables: { rows: { n: n[0], packed: true }, columns: { n: n[1], packed: false } },
    room: {
      ...{ work: blockSize(Math.max(...n)), x: images * sizeX, y: images * sizeY },
      ...{ halfReal: half, halfImag: half },
      ...{ firstReal: spectra, firstImag: spectra, secondReal: spectra, secondImag: spectra },
      ...{ partReal: part, partImag: part },
    },
  };
  fft.within(need, ({ run, tables, room, values }) => {
    const engine: Engine = {
      ...{ run, tables, values, transfers, n, work: room.work, x: room.x, y: room.y },
      shapes: { x: x.shape, y: y.shape },
      half: { real: room.halfReal, imag: room.halfImag },
      from: { real: room.firstReal, imag: room.firstImag },
      to: { real: room.secondReal, imag: room.secondImag },
      transfer: { real: room.partReal, imag: room.partImag },
    };
    for (let first = 0; first < x.shape[0]; first += images) {
      const count = Math.min(images, x.shape[0] - first);
      const all = Array.from({ length: count }, (_, image) => image).flatMap((image) =>
        tiles.map((tile) => ({ image, ...tile })),
      );
      values.set(x.values.subarray(first * sizeX, (first + count) * sizeX), room.x / 4);
      for (let i = 0; i < all.length; i += most) convolveTiles(engine, all.slice(i, i + most));
      y.values.set(values.subarray(room.y / 4, room.y / 4 + count * sizeY), first * sizeY);
    }
  });
}

const imageSize = ({ shape }: HostImages): number => shape[1] * shape[2] * shape[3];

/** Fewer channels than these are not worth a vector of their own. */
const FEW = 4;

interface Engine {
  readonly run: FftCalls;
  readonly tables: Readonly<Record<'rows' | 'columns', FftTables>>;
  readonly values: Float32Array;
  readonly shapes: { readonly x: HostImages['shape']; readonly y: HostImages['shape'] };
  readonly transfers: readonly HostTransfer[];
  readonly n: PerAxis;
  /** Pointers to the blocks that are transformed, and to the images. */
  readonly work: number;
  readonly x: number;
  readonly y: number;
  /** To half-way spectra of a tile, to spectra of all tiles, and to a part of a transfer function. */
  readonly half: Pair;
  readonly from: Pair;
  readonly to: Pair;
  readonly transfer: Pair;
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
  const { run, tables, work, n, half, from } = engine;
  const [, height, width, channels] = engine.shapes.x;
  const start = ((image * height + rows.from) * width + columns.from) * channels;
  const line = columns.used * channels;
  const bins = n[0] / 2 + 1;
  run.realToHalf({
    tables: tables.rows,
    work,
    lines: line,
    from: { real: engine.x + 4 * start },
    inputs: { stride: width * channels, apart: 1, used: rows.used, at: rows.at },
    to: half,
    outputs: { stride: line, apart: 1, keep: bins, first: 0 },
    scale: 1,
  });
  // the lines are channels, or where these are few, bins along the rows
  const few = channels < FEW;
  const [lines, groups] = few ? [bins, channels] : [channels, bins];
  const [apart, toApart] = few ? [line, n[1] * tiles * channels] : [1, 1];
  const inputs = { stride: channels, apart, used: columns.used, at: columns.at };
  const outputs = { stride: tiles * channels, apart: toApart, keep: n[1], first: 0 };
  for (let g = 0; g < groups; g++) {
    const at = 4 * (few ? g : g * line);
    const to = 4 * (few ? i * channels + g : (g * n[1] * tiles + i) * channels);
    run.complexToComplex({
      tables: tables.columns,
      work,
      lines,
      from: { real: half.real + at, imag: half.imag + at },
      inputs,
      to: { real: from.real + to, imag: from.imag + to },
      outputs,
      scale: 1,
    });
  }
}

/** All bins of all tiles times a transfer function, of which a part comes into the module at a time. */
function multiply(
  { run, values, n, transfer: part }: Engine,
  { real, imag, inputs, outputs }: HostTransfer,
  tiles: number,
  channels: number,
  from: Pair,
  to: Pair,
): void {
  const size = inputs * outputs;
  const bins = (n[0] / 2 + 1) * n[1];
  const most = Math.max(1, Math.floor(TRANSFER / size));
  for (let f = 0; f < bins; f += most) {
    const count = Math.min(most, bins - f);
    values.set(real.subarray(f * size, (f + count) * size), part.real / 4);
    values.set(imag.subarray(f * size, (f + count) * size), part.imag / 4);
    const [x, y] = [4 * f * tiles * channels, 4 * f * tiles * outputs];
    run.mix({
      bins: count,
      batch: tiles,
      channels,
      inputs,
      outputs,
      from: { real: from.real + x, imag: from.imag + x },
      transfer: part,
      to: { real: to.real + y, imag: to.imag + y },
    });
  }
}

/** The outputs of a tile, to their place in the image. */
function inverse(
  engine: Engine,
  { image, rows, columns }: ImageTile,
  i: number,
  tiles: number,
  from: Pair,
): void {
  const { run, tables, work, n, half } = engine;
  const [, height, width, channels] = engine.shapes.y;
  const bins = n[0] / 2 + 1;
  const bin = padded(channels);
  const line = columns.keep * channels;
  const few = channels < FEW;
  const [lines, groups] = few ? [bins, channels] : [channels, bins];
  const [apart, toApart] = few ? [n[1] * tiles * bin, line] : [1, 1];
  const inputs = { stride: tiles * bin, apart, used: n[1], at: 0 };
  const outputs = { stride: channels, apart: toApart, keep: columns.keep, first: columns.first };
  for (let g = 0; g < groups; g++) {
    const at = 4 * (few ? i * bin + g : (g * n[1] * tiles + i) * bin);
    const to = 4 * (few ? g : g * line);
    // real and imaginary part change places for the inverse
    run.complexToComplex({
      tables: tables.columns,
      work,
      lines,
      from: { real: from.imag + at, imag: from.real + at },
      inputs,
      to: { real: half.imag + to, imag: half.real + to },
      outputs,
      scale: 1,
    });
  }
  const start = ((image * height + rows.begin) * width + columns.begin) * channels;
  run.halfToReal({
    tables: tables.rows,
    work,
    lines: line,
    from: half,
    inputs: { stride: line, apart: 1, used: bins, at: 0 },
    to: { real: engine.y + 4 * start },
    outputs: { stride: width * channels, apart: 1, keep: rows.keep, first: rows.first },
    scale: 1 / (n[0] * n[1]),
  });
}
