import { gather, type Tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import { partOf } from './partOf';

/** A batch of images or signals, or batches of any size that come one after the other; the caller disposes them. */
export type Images = Tensor | Iterable<Tensor> | AsyncIterable<Tensor>;

export interface ImageBatch {
  /** The images that are chosen, perhaps none. Disposed before the next batch comes. */
  readonly x: Tensor;
  /** Their numbers among all, ascending. */
  readonly numbers: readonly number[];
  /** The images that this batch is chosen from: their first number, and the first one after them. */
  readonly first: number;
  readonly end: number;
}

export interface ImageBatchesOptions {
  /** Images of a batch. */
  readonly most: number;
  /** Throws on a batch that is not right. */
  readonly accept: (batch: Tensor) => void;
  /** Which of the images from number `first` up to `end` to take, ascending. */
  readonly choose: (first: number, end: number) => readonly number[];
}

/** The images that are chosen, so many at a time. */
export async function* imageBatches(
  images: Images,
  { most, accept, choose }: ImageBatchesOptions,
): AsyncGenerator<ImageBatch, void> {
  let before = 0;
  for await (const batch of isBatch(images) ? [images] : images) {
    accept(batch);
    const after = before + itemAt(batch.shape, 0);
    for (const part of partsOf([before, after], choose(before, after), most)) {
      const x = some(batch, part.numbers, before);
      try {
        yield { ...part, x };
      } finally {
        if (x !== batch) x.dispose();
      }
    }
    before = after;
  }
}

/** Those that are chosen of some images, so many at a time; one part where there are none. */
function partsOf(
  [first, end]: readonly [number, number],
  chosen: readonly number[],
  most: number,
): Omit<ImageBatch, 'x'>[] {
  return Array.from({ length: Math.max(1, Math.ceil(chosen.length / most)) }, (_, part) => ({
    numbers: chosen.slice(part * most, (part + 1) * most),
    first: part === 0 ? first : itemAt(chosen, part * most),
    end: chosen[(part + 1) * most] ?? end,
  }));
}

/** The images of some numbers, of x that begins with number `before`; all of them are x itself. */
function some(x: Tensor, numbers: readonly number[], before: number): Tensor {
  const samples = numbers.map((number) => number - before);
  const [first = 0] = samples;
  const areNeighbours = samples.every((sample, i) => sample === first + i);
  if (areNeighbours) return partOf(x, first, first + samples.length);
  return tidy(() => gather(x, tensor1d(samples, 'int32')));
}

/** Whether the images are one tensor. */
export const isBatch = (images: Images): images is Tensor => 'shape' in images;
