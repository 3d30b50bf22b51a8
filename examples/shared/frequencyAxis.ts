import type { Axis } from './picture';

/**
 * The axis of a spectrum of n bins with zero frequency at bin ⌊n/2⌋, where spectrumImage puts it. Bin k has
 * its centre at (k - ⌊n/2⌋)/n cycles/pixel; for even n the picture thus ends before 0.5.
 */
export function frequencyAxis(n: number): Axis {
  const first = -(Math.floor(n / 2) + 0.5) / n;
  const last = first + 1;
  const ticks = [-0.4, -0.2, 0, 0.2, 0.4].filter((tick) => first <= tick && tick <= last);
  return { title: 'cycles/pixel', range: [first, last], ticks };
}
