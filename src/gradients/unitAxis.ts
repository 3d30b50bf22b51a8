import { runGeometry } from '../fourier/runGeometry';
import { type LinearRun, lengthAfter } from '../model/linearMap';

/** One axis of unit images: how the answers to a unit anywhere follow from those to a few units of a smaller image. */
export interface UnitAxis {
  /** Length of the smaller image, and its answers. */
  readonly inputs: number;
  readonly answers: number;
  locate(place: number): Located;
}

export interface Located {
  /** The place in the smaller image that stands for this one. */
  readonly unit: number;
  /** Its answers from `first` on, so many, are those of this place, which begin `shift` later; all others are 0. */
  readonly first: number;
  readonly count: number;
  readonly shift: number;
}

/** Places near either edge stand for themselves; of those between them there is one for every step of the stride. */
export function unitAxis(run: LinearRun, axis: 0 | 1, inputs: number): UnitAxis {
  const whole = runGeometry(run, axis, inputs);
  const all = lengthAfter(run, axis, inputs);
  const itself: UnitAxis = {
    ...{ inputs, answers: all },
    locate: (unit) => ({ unit, first: 0, count: all, shift: 0 }),
  };
  if (!whole?.edges) return itself;
  const { stride, start, span, edges, answers } = whole;
  // what the answers before and after the interior see
  const left = Math.max(0, stride * edges[0] + start + span);
  const right = Math.max(0, inputs - (stride * (answers - edges[1]) + start));
  const small = smallest(left + right + stride);
  if (small >= inputs) return itself;
  const taken = inputs - small;
  return {
    inputs: small,
    answers: answers - taken / stride,
    locate: (place) => {
      const unit = unitOf(place);
      const first = Math.max(0, Math.ceil((unit - start - span + 1) / stride));
      const last = Math.min(answers - taken / stride - 1, Math.floor((unit - start) / stride));
      return { unit, first, count: Math.max(0, last - first + 1), shift: (place - unit) / stride };
    },
  };

  /** At least so long, on the same grid of strides, with the same edges. */
  function smallest(least: number): number {
    let length = least + ((((inputs - least) % stride) + stride) % stride);
    const isAlike = (n: number) => runGeometry(run, axis, n)?.edges?.join() === edges?.join();
    while (length < inputs && !isAlike(length)) length += stride;
    return length;
  }

  function unitOf(place: number): number {
    if (place < left) return place;
    return place >= inputs - right ? place - taken : left + ((place - left) % stride);
  }
}
