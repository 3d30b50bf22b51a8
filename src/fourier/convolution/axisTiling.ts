import type { Margins } from '../../linear/convolution';
import { fastLength } from '../transforms/fastLength';

/** Neighbouring outputs that come from one transform, along one axis. */
export interface Tile {
  /** First input that they see, and how many. */
  readonly from: number;
  readonly used: number;
  /** Place of the first input in the transform; zeros before it. */
  readonly at: number;
  /** Place of the first output in the circular convolution. */
  readonly first: number;
  /** The first of these outputs, and how many. */
  readonly begin: number;
  readonly keep: number;
}

/** What a convolution of stride 1 needs of the Fourier domain along one axis. */
export interface AxisTiling {
  /** Inputs that an output sees, and how many of those that the first one sees lie before the inputs. */
  readonly span: number;
  readonly before: number;
  /** Length of the transforms. */
  readonly n: number;
  readonly tiles: readonly Tile[];
  /** Outputs in all. */
  readonly outputs: number;
}

/**
 * Answer j is Σ_k kernel[k] x[j + k - before]. The kernel is flipped and starts at 0, so value t of the
 * circular convolution is Σ_k kernel[span - 1 - k] x[t - k]. The transforms are long enough that no
 * wrap-around reaches an output, and of a length that is fast.
 *
 * @param length of x; negative margins leave inputs out
 * @param tile outputs of one transform; by default all
 */
export function tileAxis(
  length: number,
  span: number,
  [before, after]: Margins,
  tile = Number.POSITIVE_INFINITY,
): AxisTiling {
  const outputs = length + before + after - span + 1;
  const size = Math.min(tile, outputs);
  const tiles: Tile[] = [];
  let n = span;
  for (let begin = 0; begin < outputs; begin += size) {
    const keep = Math.min(size, outputs - begin);
    const start = begin - before;
    const from = Math.min(Math.max(start, 0), length);
    const used = Math.max(Math.min(start + keep + span - 1, length) - from, 0);
    // what sees no inputs needs no place for them
    const zeros = used > 0 ? Math.max(from - start, 0) : 0;
    const first = Math.max(span - 1 - zeros, 0);
    const at = Math.max(zeros - (span - 1), 0);
    tiles.push({ from, used, at, first, begin, keep });
    n = Math.max(n, at + used + span - 1 - first, first + keep, at + used);
  }
  return { span, before, n: fastLength(n), tiles, outputs };
}

/**
 * Outputs of one transform for images that are large beside the kernel: small transforms stay in the cache, and
 * their transfer functions are small. Undefined where one transform should give all.
 */
export function tileFor(outputs: number, span: number): number | undefined {
  const tile = fastLength(Math.max(32, 6 * span)) - span + 1;
  return outputs >= 96 && outputs > 1.5 * tile ? tile : undefined;
}
