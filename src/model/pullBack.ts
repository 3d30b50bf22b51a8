import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { gradientOf } from '../internal/gradientOf';
import { itemAt } from '../internal/itemAt';
import { sumOf } from '../internal/sumOf';
import { adjointRun } from '../linear/adjointRun';
import { asImages, imageSize } from '../linear/asImages';
import { applyDifferentiably } from './evaluate';
import type { Call } from './graph';
import { kindOf } from './layerKinds';
import { readCall } from './readLayer';

/** A call, and the values that it has read and given. */
export interface Passed {
  readonly call: Call;
  readonly inputs: readonly Tensor[];
  /** Not needed, but it may save the forward pass. */
  readonly outputs?: readonly Tensor[] | undefined;
  readonly mask?: Tensor | undefined;
}

/**
 * Cotangents of what a call has read, from those of what it gave: of linear layers by their adjoint, of layers whose row
 * says how by that, of all others by automatic differentiation.
 *
 * @throws on layers that no gradient passes
 */
export function pullBack(passed: Passed, cotangents: readonly (Tensor | undefined)[]): Tensor[] {
  return tf.tidy(() => directly(passed, cotangents) ?? byTape(passed, cotangents));
}

function directly(
  { call, inputs, outputs, mask }: Passed,
  [cotangent, ...others]: readonly (Tensor | undefined)[],
): Tensor[] | undefined {
  if (!cotangent || others.length > 0 || mask) return undefined;
  const own = kindOf(call.layer).pullBack;
  if (own) return own(call.layer, inputs, cotangent);
  const read = readCall(call);
  const c = read && throughActivation(read.activation, outputs?.[0], cotangent);
  if (!read || !c) return undefined;
  const x = itemAt(inputs, 0);
  return [tf.reshape(adjointRun(read.ops, asImages(c), imageSize(x)), x.shape)];
}

/** The cotangent before an activation that gave y, if that tells. */
function throughActivation(
  activation: string,
  y: Tensor | undefined,
  cotangent: Tensor,
): Tensor | undefined {
  if (activation === 'linear') return cotangent;
  return activation === 'relu' && y ? tf.mul(cotangent, tf.step(y)) : undefined;
}

function byTape(
  { call, inputs, mask }: Passed,
  cotangents: readonly (Tensor | undefined)[],
): Tensor[] {
  // of a value that is read twice, the same tensor would be given the sum of both for each
  const apart = inputs.map((x) => tf.clone(x));
  return apart.map((x, i) => {
    const outputsAt = (at: Tensor): Tensor[] => {
      const values = apart.map((one, j) => (j === i ? at : one));
      return [applyDifferentiably(call, values, mask)].flat();
    };
    const [only] = cotangents;
    if (cotangents.length === 1 && only)
      return gradientOf((at) => itemAt(outputsAt(at), 0), x, only);
    return gradientOf((at) => weighed(outputsAt(at), cotangents), x);
  });
}

/** Σ c y, over the outputs that have cotangents. */
function weighed(outputs: readonly Tensor[], cotangents: readonly (Tensor | undefined)[]): Tensor {
  const parts = outputs.flatMap((y, i) => (cotangents[i] ? tf.sum(tf.mul(y, cotangents[i])) : []));
  return sumOf(parts);
}
