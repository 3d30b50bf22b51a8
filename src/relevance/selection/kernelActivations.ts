import * as tf from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import { named } from '../../internal/named';
import { optionsOf } from '../../internal/options';
import { checkInput } from '../../model/checkInput';
import { type LayersModel, split } from '../../model/splitModel';
import { checkImages } from '../batches/checkImages';
import { channelsOf, checkKernels, featuresOf } from './featuresOf';
import { splitKinds } from './splitKinds';

export interface SplitOptions {
  /** The last layer of g, as in `splitModel`. Default: the one before the first Flatten or global pooling. */
  readonly at?: string | number | undefined;
}

/**
 * What kernels answer to x: these channels of g(x), where y = h(g(x)), in the order in which they are asked for. The
 * source document reads from such maps what the kernels that {@link selectKernels} finds look at.
 *
 * @param x a batch of inputs
 * @param kernels at least one channel of g
 * @returns g's shape with an entry of the last axis for each kernel: of images [batch, rows, columns, kernels]
 * @throws on kernels that g does not have, and where splitModel does
 */
export function kernelActivations(
  model: LayersModel,
  x: tf.Tensor,
  kernels: ArrayLike<number>,
  options: SplitOptions = {},
): tf.Tensor {
  return named('kernelActivations', () => {
    const { at } = optionsOf(options, splitKinds);
    checkInput(model, x);
    checkImages(model);
    const { g } = split(model, at);
    checkKernels(kernels, channelsOf(g));
    check(kernels.length > 0, 'kernels must name at least one, but the list is empty');
    return tf.tidy(() => {
      const features = featuresOf(g, x);
      return tf.gather(features, tf.tensor1d(Array.from(kernels), 'int32'), features.rank - 1);
    });
  });
}
