import type { Scaling } from './protocol';

/** The least and the largest value that a pixel can become, over the channels. */
export function rangeOf(
  { scale, mean, deviation }: Scaling,
  channels: number,
): [low: number, high: number] {
  const ends = Array.from({ length: channels }, (_, channel) =>
    [0, 255].map((byte) => (byte * scale - (mean[channel] ?? 0)) / (deviation[channel] ?? 1)),
  ).flat();
  return [Math.min(...ends), Math.max(...ends)];
}
