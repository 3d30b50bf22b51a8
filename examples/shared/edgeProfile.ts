import type { Tensor2D } from '@tensorflow/tfjs-core';

/** The largest value of a map at each distance, in pixels, from its nearest edge. */
export async function edgeProfile(map: Tensor2D): Promise<number[]> {
  const [rows, columns] = map.shape;
  const profile: number[] = [];
  for (const [i, line] of (await map.array()).entries()) {
    for (const [j, value] of line.entries()) {
      const distance = Math.min(i, j, rows - 1 - i, columns - 1 - j);
      profile[distance] = Math.max(profile[distance] ?? 0, value);
    }
  }
  return profile;
}
