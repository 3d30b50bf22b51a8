import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { decode } from 'fast-png';
import { loadModel } from 'fourier-xai/load';
import { expect } from 'vitest';

/** Models that come with the explorer. */
export const modelsAtHand = 'examples/explorer/public/models';

/** An image at hand, [1, side, side, channels], and its model. */
export async function atHand(id: string, image: number, side: number, channels: number) {
  const { data, channels: stored } = decode(readFileSync(`${modelsAtHand}/${id}/images.png`));
  const at = image * side * side;
  const pixels = Array.from({ length: side * side * channels }, (_, i) => {
    const [pixel, channel] = [Math.floor(i / channels), i % channels];
    return (data[(at + pixel) * stored + channel] as number) / 255;
  });
  const x = tf.tensor4d(pixels, [1, side, side, channels]);
  return { x, model: await loadModel(`${modelsAtHand}/${id}/model.json`) };
}

/** Numbers that differ by less than a share of the largest. */
export function expectNear(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  share = 1e-4,
): void {
  expect(found).toHaveLength(expected.length);
  const most = Math.max(...Array.from(expected, Math.abs));
  expect(most).toBeGreaterThan(0);
  const apart = Array.from(expected, (value, i) => Math.abs(value - (found[i] as number)));
  expect(Math.max(...apart)).toBeLessThan(share * most);
}
