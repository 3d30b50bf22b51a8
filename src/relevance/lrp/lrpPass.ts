import * as tf from '@tensorflow/tfjs-core';
import { checkOutputs } from '../../gradients/target';
import { check } from '../../internal/check';
import { heldTensors } from '../../internal/heldTensors';
import { named } from '../../internal/named';
import { tidyValue } from '../../internal/tidyValue';
import { toFloat } from '../../internal/toFloat';
import { checkInput } from '../../model/checkInput';
import type { LayersModel } from '../../model/splitModel';
import { withOrigin } from '../batches/origin';
import { synchronousOptions } from '../batches/synchronousOptions';
import { originOfMap, passThrough } from './channels';
import { defaultComposite } from './composite';
import { type LrpOptions, lrpKinds } from './lrp';
import { forwardValues, relevanceGraph, relevancePass } from './relevancePass';

/** Those of {@link lrp} but for the size of a batch: all samples go at once. */
export type LrpPassOptions = Omit<LrpOptions, 'batchSize'>;

const { batchSize: _, ...kinds } = lrpKinds;

/** What {@link lrpPass} gives. */
export interface LrpPass<T extends tf.Tensor = tf.Tensor> {
  /** The map that {@link lrp} makes with the same options, of x's shape. */
  map(options?: LrpPassOptions): T;
  /** Frees what all layers gave; no more maps can be made. */
  dispose(): void;
}

/**
 * Many maps of the same samples, as of several targets or by several composites: one forward pass is made for all of them,
 * and each map is a pass back. Until it is disposed of, it holds what every layer gives for x: pass few samples at a time.
 * After the model has been trained, make another.
 *
 * @param model a model with one input
 * @param x inputs [batch, …], as the model takes them
 * @returns the pass; dispose of it after use
 * @throws where lrp does
 * @example
 * const pass = lrpPass(model, x);
 * const maps = [0, 1, 2].map((target) => pass.map({ target }));
 * pass.dispose();
 */
export function lrpPass<T extends tf.Tensor>(model: LayersModel, x: T): LrpPass<T> {
  return named('lrpPass', () => {
    checkInput(model, x);
    const graph = relevanceGraph(model);
    const held = heldTensors();
    const values = tidyValue(() => {
      const all = forwardValues(graph, toFloat(x));
      return new Map([...all].map(([value, tensor]) => [value, held.hold(tensor)]));
    });
    let isDisposed = false;
    return {
      map: (options = {}) =>
        named('lrpPass.map', () => {
          check(!isDisposed, 'the pass has been disposed');
          const { composite = defaultComposite, ...rest } = synchronousOptions<LrpPassOptions>(
            options,
            kinds,
          );
          checkOutputs(model, rest.target);
          const pass = relevancePass(graph, composite);
          const map = tf.tidy(() => passThrough(pass, values, rest.target, rest.through));
          return withOrigin(map, originOfMap(composite, rest.through)) as T;
        }),
      dispose: () => {
        if (!isDisposed) held.dispose();
        isDisposed = true;
      },
    };
  });
}
