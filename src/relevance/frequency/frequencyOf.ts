/** Of bin k of n, in cycles per pixel, as fftfreq. */
export const frequencyOf = (k: number, n: number): number => (k < Math.ceil(n / 2) ? k : k - n) / n;
