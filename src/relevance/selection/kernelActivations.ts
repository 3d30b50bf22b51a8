import * as tf from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import { checkNotEmpty } from '../../internal/checkNotEmpty';
import { checkSize } from '../../internal/checkSize';
import { named } from '../../internal/named';
import { optionsOf } from '../../internal/options';
import { checkInput } from '../../model/checkInput';
import { type LayersModel, split } from '../../model/splitModel';
import { checkImages } from '../batches/checkImages';
import { channelsOf, checkKernels, featuresOf } from './featuresOf';
import { type SplitOptions, splitKinds } from './splitOptions';

/**
 * What kernels answer to x: these channels of g(x), where y = h(g(x)), in the order in which they are asked for. The
 * source document reads from such maps what the kernels that {@link selectKernels} finds look at.
 *
 * @param model a model that `splitModel` can cut
 * @param x inputs [batch, …], as the model takes them
 * @param kernels at least one channel of g
 * @returns g's shape with an entry of the last axis for each kernel: of images [batch, rows, columns, kernels]
 * @throws on kernels that g does not have, and where splitModel does
 * @example
 * kernelActivations(model, x, [3, 0]).shape; // → [2, 8, 8, 2]
 */
export function kernelActivations(
  model: LayersModel,
  x: tf.Tensor,
  kernels: ArrayLike<number>,
  options: SplitOptions = {},
): tf.Tensor {
  return named('kernelActivations', () => {
    const { layer } = optionsOf(options, splitKinds);
    checkInput(model, x);
    checkNotEmpty('x', x);
    checkImages(model);
    const { g } = split(model, layer);
    const channels = channelsOf(g);
    checkKernels(kernels, channels);
    check(kernels.length > 0, 'kernels must name at least one, but the list is empty');
    return tf.tidy(() => {
      const features = featuresOf(g, x);
      const shape = [...features.shape.slice(0, -1), kernels.length];
      if (kernels.length > channels)
        checkSize('what they give', shape, 'name some kernels fewer times');
      return tf.gather(features, tf.tensor1d(Array.from(kernels), 'int32'), features.rank - 1);
    });
  });
}
