import { draw } from '../../internal/random/draw';
import { hash32 } from '../../internal/random/hash32';
import { mulberry32 } from '../../internal/random/mulberry32';

export interface Drawing {
  /** How many there are, and how many are drawn. */
  readonly kernels: number;
  readonly count: number;
  /** Any finite number. */
  readonly seed: number;
}

/**
 * So many of the kernels, drawn at random. The draw follows from the seed and the image's values alone: neither its place
 * among the images nor the backend changes it.
 */
export function drawKernels(image: Float32Array, { kernels, count, seed }: Drawing): number[] {
  const random = mulberry32(hash32(wordsOf(Float64Array.of(seed)), wordsOf(image)));
  return draw(kernels, count, random);
}

/** The bits of numbers; those of -0 are those of 0. */
const wordsOf = (values: Float32Array | Float64Array): Uint32Array =>
  new Uint32Array(values.map((value) => value + 0).buffer);
