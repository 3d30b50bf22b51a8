import type { ColorMap } from '../../src/visualization';

/** The colour at t in [0, 1], by interpolation between the two neighbours. */
export function naiveColor(t: number, colors: ColorMap): number[] {
  const last = colors.length - 1;
  const below = Math.min(Math.floor(t * last), last - 1);
  const share = t * last - below;
  return [0, 1, 2].map((c) => {
    const [a, b] = [colors[below]![c]!, colors[below + 1]![c]!];
    return a + share * (b - a);
  });
}
