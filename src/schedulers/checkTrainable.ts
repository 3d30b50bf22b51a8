import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { check, checkKind } from '../internal/check';
import type { Kind } from '../internal/kinds';
import { learningRateOf } from './learningRateOf';

/** Of any copy of tfjs-layers: known by what it has, not by its class. */
const modelKind: Kind = {
  holds: (value) => {
    const { trainOnBatch, inputs, outputs, weights } = Object(value) as Partial<LayersModel>;
    return typeof trainOnBatch === 'function' && [inputs, outputs, weights].every(Array.isArray);
  },
  described: 'a built tf.LayersModel',
};

/** Refuses what is no built and compiled model, and one of which a weight is disposed. */
export function checkTrainable(model: LayersModel): void {
  checkKind('model', model, modelKind);
  const weights = model.weights as unknown as readonly Variable[];
  const gone = weights.find(({ val }) => val?.isDisposed);
  check(
    gone === undefined,
    `model must have all of its weights, but ${gone?.originalName} is disposed`,
  );
  learningRateOf(model);
}

/** A variable of tf.js as it is inside. */
interface Variable {
  readonly originalName: string;
  readonly val?: Tensor;
}
