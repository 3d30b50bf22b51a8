import { customGrad, type Tensor, zerosLike } from '@tensorflow/tfjs-core';
import { itemAt } from '../internal/itemAt';
import type { Call, Value } from './graph';
import { kindOf } from './layerKinds';

/**
 * The masks that tf.js hands from layer to layer beside the values, [batch, time]: which moments the recurrent layers behind
 * a Masking, or an Embedding with `maskZero`, step over. Undefined where there is none.
 */
export function masksOf(tensorAt: (value: Value) => Tensor): (value: Value) => Tensor | undefined {
  const masks = new Map<Value, Tensor | undefined>();
  const maskAt = (value: Value): Tensor | undefined => {
    if (!masks.has(value)) masks.set(value, maskFrom(value));
    return masks.get(value);
  };
  const maskFrom = ({ call }: Value): Tensor | undefined => {
    if (!call?.layer.supportsMasking) return undefined;
    const given = call.inputs.map(maskAt);
    const isMade = kindOf(call.layer).mask === 'made';
    if (!isMade && given.every((mask) => mask === undefined)) return undefined;
    return computed(call, call.inputs.map(tensorAt), given);
  };
  return maskAt;
}

/** What a call reads of masks. */
export const maskFor = (
  { layer, inputs }: Pick<Call, 'layer' | 'inputs'>,
  maskAt: (value: Value) => Tensor | undefined,
): Tensor | undefined =>
  kindOf(layer).mask === 'read' && inputs[0] ? maskAt(inputs[0]) : undefined;

/** Comparisons have no gradient: a mask counts as fixed. */
function computed(
  { layer }: Call,
  inputs: readonly Tensor[],
  given: readonly (Tensor | undefined)[],
): Tensor | undefined {
  // as tf.js does, lists even of one
  const mask = () => [layer.computeMask([...inputs], given as Tensor[]) ?? undefined].flat()[0];
  if (kindOf(layer).mask !== 'made') return mask();
  return customGrad((x) => {
    return {
      value: [layer.computeMask(x as Tensor)].flat()[0] as Tensor,
      gradFunc: () => zerosLike(x as Tensor),
    };
  })(itemAt(inputs, 0));
}

/** The calls whose masks reach a value. */
export function makersOfMask({ call }: Value, seen = new Set<Call>()): Call[] {
  if (!call?.layer.supportsMasking || seen.has(call)) return [];
  seen.add(call);
  if (kindOf(call.layer).mask === 'made') return [call];
  return call.inputs.flatMap((input) => makersOfMask(input, seen));
}
