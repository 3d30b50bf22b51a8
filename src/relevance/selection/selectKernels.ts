import type * as tf from '@tensorflow/tfjs-core';
import { check, checkInteger, checkNonNegative } from '../../internal/check';
import { named } from '../../internal/named';
import { checkNone, optionsOf } from '../../internal/options';
import { type ProgressOptions, startProgress } from '../../internal/startProgress';
import { checkInput } from '../../model/checkInput';
import type { LayersModel } from '../../model/splitModel';
import { type Images, imageBatches, isBatch } from '../batches/imageBatches';
import { type CountlessSelection, counted, joined, type KernelSelection } from './kernelSelection';
import { kernelSelector } from './kernelSelector';
import { SelectionAborted } from './selectionAborted';

export interface SelectKernelsOptions extends ProgressOptions {
  /** The error that is still enough, as a share of the mean |logit| of the full model. Default: 0.3. */
  readonly tolerance?: number | undefined;
  /** The share of the kernels that are tried for each image, drawn at random: at least one. Default: 1, all. */
  readonly fraction?: number | undefined;
  /** Any finite number: the same one draws the same kernels for an image, on every backend. Default: 0. */
  readonly seed?: number | undefined;
  /** Images that are worked on at once: memory grows with it. Default: 32. */
  readonly batchSize?: number | undefined;
  /** Name or index of the last layer of g. Default: the one before the first Flatten or global pooling. */
  readonly at?: string | number | undefined;
}

/**
 * The kernel selection of the source document, for y = h(g(x)) as `splitModel` cuts it. A kernel is a channel of g,
 * its last axis; removed, that channel is zero. For each image:
 *
 * 1. Each kernel is removed in turn, and the kernels are ranked by the error that makes, the mean over the logits of
 *    |approximate - full|: the largest first, of equal ones the one of the lower index.
 * 2. A model with the first kernel of the ranking alone gets the second, and so on, until its error is at most
 *    `tolerance` times the mean |logit| of the full model.
 *
 * Logits are the outputs without a final softmax. With `fraction` below 1, the document's stochastic variant, only the
 * kernels drawn for an image are ranked, and only they are put back: where all of them are not enough, all are selected.
 *
 * Where h begins with a dense layer (flattening, dropout and linear activations before it count for nothing), each kernel
 * has a share in that layer's pre-activation, and removing and adding is arithmetic with shares: all of it costs about one
 * forward pass an image. Any other h is evaluated twice for each kernel and image, on features of which channels are
 * masked, with the same result; errors are equal there that differ by less than 2⁻²² of the mean |logit|.
 *
 * @param images a batch of what the model takes, or an iterable, async or not, of batches of any size; those are left to
 *   the caller: a generator disposes a batch after its `yield`
 * @param options `onProgress` counts images; of an iterable, whose length is not known, the total is Infinity until all are
 *   done
 * @throws SelectionAborted when the signal ends it; on models that splitModel cannot cut, outputs other than [batch,
 *   classes], images of another shape or none, and logits that are not finite
 */
export function selectKernels(
  model: LayersModel,
  images: Images,
  options: SelectKernelsOptions = {},
): Promise<KernelSelection> {
  return named('selectKernels', async () => {
    const { tolerance = 0.3, fraction = 1, seed = 0, batchSize = 32, ...rest } = optionsOf(options);
    const { at, onProgress, signal, ...others } = rest;
    checkNone(others);
    checkOptions({ tolerance, fraction, seed, batchSize });
    checkImages(images);
    const accept = (batch: tf.Tensor) => checkInput(model, batch, 'images');
    const total = isBatch(images) ? (images.shape[0] as number) : Number.POSITIVE_INFINITY;
    const selector = kernelSelector(model, { tolerance, fraction, seed, at });
    const parts: CountlessSelection[] = [];
    const selection = () => counted(joined(parts), selector.kernels, selector.classes);
    let count = 0;
    try {
      const reached = startProgress(
        { onProgress, signal },
        (reason) => new SelectionAborted(selection(), reason),
      );
      for await (const { x, first } of imageBatches(images, batchSize, accept)) {
        parts.push(await selector.select(x, first));
        count = first + (x.shape[0] as number);
        await reached(count, total);
      }
      check(count > 0, 'images must hold at least one image, but they are an empty iterable');
      if (!isBatch(images)) await reached(count, count);
    } finally {
      selector.dispose();
    }
    return selection();
  });
}

type Numbers = 'tolerance' | 'fraction' | 'seed' | 'batchSize';

function checkOptions({ tolerance, fraction, seed, batchSize }: Record<Numbers, number>): void {
  checkNonNegative('tolerance', tolerance);
  check(
    fraction > 0 && fraction <= 1,
    `fraction must be above 0 and at most 1, but it is ${fraction}`,
  );
  check(Number.isFinite(seed), `seed must be a finite number, but it is ${seed}`);
  checkInteger('batchSize', batchSize, 1);
}

function checkImages(images: Images): void {
  const isObject = typeof images === 'object' && images !== null;
  const isRight =
    isObject && (isBatch(images) || Symbol.iterator in images || Symbol.asyncIterator in images);
  check(
    isRight,
    `images must be a tensor or an iterable of tensors, but it is ${isObject ? 'an object' : String(images)}`,
  );
}
