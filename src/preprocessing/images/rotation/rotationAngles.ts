import { randomNumbers } from '../../../internal/random/randomNumbers';

export interface Drawing {
  readonly seed?: number | undefined;
  readonly probability: number;
  readonly degrees: number;
}

/** An angle for each of n images, in degrees: 0 for those that are not drawn. Every image takes two numbers. */
export function rotationAngles(n: number, { seed, probability, degrees }: Drawing): number[] {
  const random = randomNumbers(seed);
  return Array.from({ length: n }, () => {
    const isDrawn = random() < probability;
    const angle = degrees * (2 * random() - 1);
    return isDrawn ? angle : 0;
  });
}
