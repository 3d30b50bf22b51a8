import type { Tensor } from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import { partOf } from './partOf';

/** A batch of images or signals, or batches of any size that come one after the other; the caller disposes them. */
export type Images = Tensor | Iterable<Tensor> | AsyncIterable<Tensor>;

export interface ImageBatch {
  /** Disposed before the next one comes. */
  readonly x: Tensor;
  /** Number of its first image among all. */
  readonly first: number;
}

/**
 * The images, at most so many at a time.
 *
 * @param accept throws on a batch that is not right
 */
export async function* imageBatches(
  images: Images,
  most: number,
  accept: (batch: Tensor) => void,
): AsyncGenerator<ImageBatch, void> {
  let before = 0;
  for await (const batch of isBatch(images) ? [images] : images) {
    accept(batch);
    const count = itemAt(batch.shape, 0);
    for (let first = 0; first < count; first += most) {
      const x = partOf(batch, first, Math.min(first + most, count));
      try {
        yield { x, first: before + first };
      } finally {
        if (x !== batch) x.dispose();
      }
    }
    before += count;
  }
}

/** Whether the images are one tensor. */
export const isBatch = (images: Images): images is Tensor => 'shape' in images;
