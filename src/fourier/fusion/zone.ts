import type { Shapes } from '../../linear/convolution';
import type { LinearRun } from '../../linear/linearOp';
import { type AxisGeometry, runGeometry } from './runGeometry';

/**
 * Neighbouring outputs along one axis. In the interior all see the same pattern of inputs; those before and
 * after it, or all of them where there is no interior, are computed together from the inputs that any of them sees.
 */
export interface Zone {
  readonly kind: 'before' | 'interior' | 'after' | 'whole';
  /** The first output, and how many. */
  readonly begin: number;
  readonly count: number;
  /** The first input, negative in a margin, and how many are seen. */
  readonly from: number;
  readonly seen: number;
}

export function zonesOf({ inputs, outputs, stride, start, span, edges }: AxisGeometry): Zone[] {
  if (!edges) return [{ kind: 'whole', begin: 0, count: outputs, from: 0, seen: inputs }];
  const [before, after] = edges;
  const count = outputs - before - after;
  const first = Math.max(start, 0);
  const end = Math.min(stride * (outputs - 1) + start + span, inputs);
  // outputs that see margins only are given an input all the same
  const seenBefore = Math.max(stride * (before - 1) + start + span - first, 1);
  const last = Math.min(stride * (outputs - after) + start, end - 1);
  const zones: Zone[] = [
    { kind: 'before', begin: 0, count: before, from: first, seen: seenBefore },
    {
      kind: 'interior',
      begin: before,
      count,
      from: stride * before + start,
      seen: stride * (count - 1) + span,
    },
    { kind: 'after', begin: outputs - after, count: after, from: last, seen: end - last },
  ];
  return zones.filter((zone) => zone.count > 0);
}

/**
 * The smallest image on which a run does all that it does on images of the given geometry: the same edges, and an
 * interior output that sees no margin.
 */
export function canvasOf(run: LinearRun<Shapes>, axis: 0 | 1, whole: AxisGeometry): AxisGeometry {
  if (!whole.edges) return whole;
  const { stride, edges, start, span } = whole;
  // less than the first interior output sees is not enough
  const least = Math.max(stride * edges[0] + start + span, 1);
  const first = least + ((((whole.inputs - least) % stride) + stride) % stride);
  for (let inputs = first; ; inputs += stride) {
    const canvas = inputs > 0 ? runGeometry(run, axis, inputs) : undefined;
    if (canvas?.edges?.join() === edges.join() && clearAnswer(canvas) !== undefined) return canvas;
  }
}

/** An interior output that sees inputs only. */
export function clearAnswer({
  inputs,
  outputs,
  stride,
  start,
  span,
  edges,
}: AxisGeometry): number | undefined {
  const [before, after] = edges ?? [0, 0];
  const answer = Math.max(before, Math.ceil(-start / stride));
  const isClear = answer < outputs - after && stride * answer + start + span <= inputs;
  return isClear ? answer : undefined;
}
