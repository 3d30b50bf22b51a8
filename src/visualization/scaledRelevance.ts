import type { Tensor } from '@tensorflow/tfjs-core';
import { divideByLargest } from './divideByLargest';
import { signedPower } from './signedPower';

/** Maps [..., h, w], each by its largest |value| to [-1, 1], then v → sign(v)·|v|^gamma. */
export const scaledRelevance = (maps: Tensor, gamma: number): Tensor =>
  signedPower(divideByLargest(maps, [maps.rank - 2, maps.rank - 1]), gamma);
