import { runGeometry } from '../fourier/fusion/runGeometry';
import { type LinearRun, lengthAfter } from '../linear/linearOp';

/** One axis of unit images: how the outputs to a unit anywhere follow from those to a few units of a smaller image. */
export interface UnitAxis {
  /** Length of the smaller image, and its outputs. */
  readonly inputs: number;
  readonly outputs: number;
  /**
   * The place in the smaller image that stands for a place, and how much later the outputs begin; those before and
   * behind are 0.
   */
  locate(place: number): { readonly unit: number; readonly shift: number };
}

/** Places near either edge stand for themselves; of those between them there is one for every step of the stride. */
export function unitAxis(run: LinearRun, axis: 0 | 1, inputs: number): UnitAxis {
  const whole = runGeometry(run, axis, inputs);
  const itself: UnitAxis = {
    ...{ inputs, outputs: lengthAfter(run, axis, inputs) },
    locate: (unit) => ({ unit, shift: 0 }),
  };
  if (!whole?.edges) return itself;
  const { stride, start, span, edges, outputs } = whole;
  // what the outputs before and behind the interior see
  const left = Math.max(0, stride * edges[0] + start + span);
  const right = Math.max(0, inputs - (stride * (outputs - edges[1]) + start));
  const small = smallest(left + right + stride);
  if (small >= inputs) return itself;
  const taken = inputs - small;
  return {
    ...{ inputs: small, outputs: outputs - taken / stride },
    locate: (place) => {
      const unit = unitOf(place);
      return { unit, shift: (place - unit) / stride };
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
