import { check } from '../check';
import { hash32 } from './hash32';
import { mulberry32 } from './mulberry32';

/** Random numbers in [0, 1): the same at each call for a seed, which may be any finite number; new ones without. */
export function randomNumbers(seed: number | undefined): () => number {
  if (seed === undefined) return Math.random;
  check(Number.isFinite(seed), `seed must be a finite number, but it is ${seed}`);
  // -0 + 0 is 0
  return mulberry32(hash32(new Uint32Array(Float64Array.of(seed + 0).buffer)));
}
