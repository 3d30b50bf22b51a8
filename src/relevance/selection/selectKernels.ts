import { Tensor } from '@tensorflow/tfjs-core';
import { check, checkKind } from '../../internal/check';
import { checkFinite } from '../../internal/checkFinite';
import { checkNotEmpty } from '../../internal/checkNotEmpty';
import { finite, integer, type Kind, numberFrom } from '../../internal/kinds';
import { named } from '../../internal/named';
import { type KindsOf, optionsOf } from '../../internal/options';
import { type ProgressOptions, progressKinds, startProgress } from '../../internal/startProgress';
import { checkInput } from '../../model/checkInput';
import type { LayersModel } from '../../model/splitModel';
import { batchKinds } from '../batches/batchesOf';
import { type ImageBatch, type Images, imageBatches, isBatch } from '../batches/imageBatches';
import { drawImages } from './drawImages';
import { type CountlessSelection, counted, joined, type KernelSelection } from './kernelSelection';
import { type KernelSelector, kernelSelector } from './kernelSelector';
import { SelectionAborted } from './selectionAborted';
import { type SplitOptions, splitKinds } from './splitOptions';

export interface SelectKernelsOptions extends ProgressOptions, SplitOptions {
  /** The error that is still enough, as a share of the mean |logit| of the full model. Default: 0.3. */
  readonly tolerance?: number | undefined;
  /** The share of the images that are looked at, drawn at random: from 10⁻⁶. Default: 1, all. */
  readonly fraction?: number | undefined;
  /** Any finite number, from which the images are drawn. Default: 0. */
  readonly seed?: number | undefined;
  /** The number of the first of these images among all, where they are a part of them: it decides, with `seed`, which are
   * drawn. At most 20 million. Default: 0. */
  readonly firstImage?: number | undefined;
  /** Images that are worked on at once: memory grows with it. Default: 32. */
  readonly batchSize?: number | undefined;
}

const kinds: KindsOf<SelectKernelsOptions> = {
  tolerance: numberFrom(0),
  fraction: numberFrom(1e-6, 1),
  seed: finite,
  firstImage: integer(0, 20_000_000),
  ...batchKinds,
  ...splitKinds,
  ...progressKinds,
};

/**
 * The kernel selection of the source document, for y = h(g(x)) as `splitModel` cuts it. A kernel is a channel of g,
 * its last axis; removed, that channel is zero. For each image:
 *
 * 1. Each kernel is removed in turn, and the kernels are ranked by the error that makes, the mean over the logits of
 *    |approximate - full|: the largest first, of equal ones the one of the lower index.
 * 2. A model with the first kernel of the ranking alone gets the second, and so on, until its error is at most
 *    `tolerance` times the mean |logit| of the full model.
 *
 * Logits are the outputs without a final softmax or sigmoid. `fraction` below 1 is the document's stochastic variant: of n images
 * `fraction` times n are drawn, rounded down or up, each image with the same chance, and each with all its kernels. Their
 * histogram, divided by `fraction`, estimates that of all images without bias. Which images are drawn follows from `seed`
 * and their numbers alone: batches change nothing, nor do shards that have their `firstImage`.
 *
 * Where h begins with a dense layer, each kernel has a share in that layer's pre-activation, and removing and adding is
 * arithmetic with shares: all of it costs about one forward pass an image. Layers that keep channels apart may come before
 * it: poolings, global ones too, activations, normalisation, dropout, flattening. Any other h is evaluated behind those layers,
 * twice for each kernel and image, with masked channels and the same result; errors are equal there that differ by less than
 * 2⁻²² of the mean |logit|. Dense weights of maps are kept by channel, for as long as the layer lives.
 *
 * @param model a model that `splitModel` can cut, with outputs [batch, classes]
 * @param x a batch of what the model takes, or an iterable, async or not, of batches of any size; those are left to
 *   the caller: a generator disposes a batch after its `yield`
 * @param options `onProgress` counts images, those as well that are not drawn; of an iterable, whose length is not known,
 *   the total is Infinity until all are done
 * @returns the ranking, the errors and the selected kernels of each image, and how many images need each kernel
 * @throws SelectionAborted when the signal ends it; on models that splitModel cannot cut, outputs other than [batch,
 *   classes], images of another shape or none, and images and logits that are not finite
 * @example
 * const { rankings, histogram } = await selectKernels(model, x, { tolerance: 0.3 });
 * [rankings.length, histogram.length]; // → [2, 4]
 */
export function selectKernels(
  model: LayersModel,
  x: Images,
  options: SelectKernelsOptions = {},
): Promise<KernelSelection> {
  return named('selectKernels', async () => {
    const { tolerance = 0.3, batchSize = 32, layer, ...rest } = optionsOf(options, kinds);
    const { fraction = 1, seed = 0, firstImage = 0, onProgress, signal } = rest;
    checkKind('x', x, imagesKind);
    const total = isBatch(x) ? (x.shape[0] as number) : Number.POSITIVE_INFINITY;
    const selector = kernelSelector(model, { tolerance, layer });
    const parts: CountlessSelection[] = [];
    const selection = () => counted(joined(parts), selector.kernels, selector.classes);
    try {
      const reached = startProgress(
        { onProgress, signal },
        (reason) => new SelectionAborted(selection(), reason),
      );
      const batches = imageBatches(x, {
        most: batchSize,
        accept: (batch) => {
          checkInput(model, batch);
          checkNotEmpty('x', batch);
        },
        choose: drawImages({ fraction, seed, firstImage }),
      });
      let count = 0;
      for await (const batch of batches) {
        parts.push(await selectIn(batch, selector));
        count = batch.end;
        await reached(count, total);
      }
      check(count > 0, 'x must hold at least one image, but it is an empty iterable');
      if (!isBatch(x)) await reached(count, count);
    } finally {
      selector.dispose();
    }
    return selection();
  });
}

async function selectIn(
  { x, numbers, first, end }: ImageBatch,
  selector: KernelSelector,
): Promise<CountlessSelection> {
  const images = numbers.map((number) => number - first);
  const given = end - first;
  if (images.length === 0)
    return { images, given, rankings: [], errors: [], selected: [], predicted: [] };
  await checkFinite('x', x, (sample) => numbers[sample] as number);
  return { images, given, ...(await selector.select(x, numbers)) };
}

const imagesKind: Kind = {
  holds: (images) =>
    images instanceof Tensor ||
    [Symbol.iterator, Symbol.asyncIterator].some((key) => isIterable(images, key)),
  described: 'a tensor or an iterable of tensors',
};

const isIterable = (value: unknown, key: symbol): boolean =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, key) === 'function';
