import type { PerAxis } from '../../src/linear/convolution';
import type { LinearOp, LinearRun, Size } from '../../src/linear/linearOp';

/** How a linear map that is not a sum walks over an image. */
function walkOf(map: Exclude<LinearOp, { kind: 'sum' }>) {
  if (map.kind === 'padding') return { ...map, taps: [1, 1], strides: [1, 1], dilations: [1, 1] };
  if (map.kind === 'pooling') return { ...map, taps: [...map.size], dilations: [1, 1] };
  return { ...map, taps: map.kernel.shape.slice(0, 2) };
}

/** The places that every output along an axis reads, zeros of margins among them: a window is moved until it leaves. */
function windowsAlong(map: Exclude<LinearOp, { kind: 'sum' }>, axis: 0 | 1, length: number) {
  const { taps, strides, dilations, margins } = walkOf(map);
  const windows: number[][] = [];
  for (let from = -margins[axis][0]; ; from += strides[axis] as number) {
    const window: number[] = [];
    for (let tap = 0; tap < (taps[axis] as number); tap++) {
      window.push(from + tap * (dilations[axis] as number));
    }
    if ((window.at(-1) as number) >= length + margins[axis][1]) return windows;
    windows.push(window);
  }
}

/** What one linear map does to an image, counted one multiplication after the other; a sum's are its summands. */
export function countedWork(map: LinearOp, from: Size): { multiplications: number; to: Size } {
  if (map.kind === 'sum') {
    const ends = map.branches.map((run) => run.reduce((at, one) => countedWork(one, at).to, from));
    return { multiplications: ends.reduce((n, to) => n + valuesOf(to), 0), to: ends[0] as Size };
  }
  const [rows, columns] = [windowsAlong(map, 0, from[0]), windowsAlong(map, 1, from[1])];
  const pairs = channelPairs(map, from[2]);
  let multiplications = 0;
  for (const row of rows)
    for (const column of columns)
      for (const _ of pairs) for (const __ of row) for (const ___ of column) multiplications++;
  const channels = new Set(pairs.map(([, made]) => made)).size;
  return {
    multiplications: map.kind === 'padding' ? 0 : multiplications,
    to: [rows.length, columns.length, channels],
  };
}

/** Which channel goes into which. */
function channelPairs(map: LinearOp, channels: number): [read: number, made: number][] {
  const pairs: [number, number][] = [];
  for (let read = 0; read < channels; read++) {
    if (map.kind === 'convolution') {
      for (let made = 0; made < map.kernel.shape[3]; made++) pairs.push([read, made]);
    } else if (map.kind === 'depthwise') {
      for (let i = 0; i < map.kernel.shape[3]; i++) pairs.push([read, pairs.length]);
    } else pairs.push([read, read]);
  }
  return pairs;
}

const valuesOf = ([rows, columns, channels]: Size) => rows * columns * channels;

/** Neighbouring outputs along an axis that are computed together: those at either end, or all between them. */
export interface CountedZone {
  readonly isInterior: boolean;
  readonly outputs: number;
  /** Inputs that one output of the interior sees, or all outputs of an edge together, margins among them. */
  readonly taps: number;
  /** Inputs that all of them see together, without margins. */
  readonly pixels: number;
}

/**
 * The zones of a run of convolutions, by following every output back to the inputs that it sees. One that meets zeros
 * between the layers is of an edge.
 */
export function countedZones(run: LinearRun, axis: 0 | 1, length: number): CountedZone[] {
  let seen = Array.from({ length }, (_, i) => ({ places: [i], isEdge: false }));
  for (const [i, map] of run.entries()) {
    if (map.kind === 'sum') throw new Error('only of chains');
    seen = windowsAlong(map, axis, seen.length).map((window) => {
      const isEdge = window.some((at) => (seen[at] ? seen[at].isEdge : i > 0));
      const places = window.flatMap((at) => seen[at]?.places ?? (i === 0 ? [at] : []));
      return { isEdge, places };
    });
  }
  const groups: (typeof seen)[] = [];
  for (const one of seen) {
    const last = groups.at(-1);
    if (last && last[0]?.isEdge === one.isEdge) last.push(one);
    else groups.push([one]);
  }
  const inside = (places: number[]) => places.filter((at) => at >= 0 && at < length);
  const extent = (places: number[]) => Math.max(...places) - Math.min(...places) + 1;
  return groups.map((group) => {
    const all = group.flatMap(({ places }) => places);
    const isInterior = !group[0]?.isEdge;
    const taps = isInterior ? extent(group[0]?.places ?? []) : extent(inside(all));
    return { isInterior, outputs: group.length, taps, pixels: extent(inside(all)) };
  });
}

/** Every pair of a zone of rows and one of columns. */
export const countedPatches = (run: LinearRun, [rows, columns]: PerAxis): CountedZone[][] =>
  countedZones(run, 0, rows).flatMap((row) =>
    countedZones(run, 1, columns).map((column) => [row, column]),
  );
