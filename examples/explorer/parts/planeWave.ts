import type { Picture } from '../worker/protocol';

const side = 32;

/** cos 2π(v·row + h·column) in greys, of frequencies in cycles per pixel. */
export function planeWave(vertical: number, horizontal: number): Picture {
  const rgba = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let at = 0; at < side * side; at++) {
    const turn = vertical * Math.floor(at / side) + horizontal * (at % side);
    rgba.fill(128 + 120 * Math.cos(2 * Math.PI * turn), 4 * at, 4 * at + 3);
  }
  return { width: side, height: side, rgba };
}

/** The frequency at a share of a side of a spectrum whose zero is in the middle, of n frequencies. */
export const frequencyAt = (share: number, n: number): number =>
  (Math.floor(share * n) - Math.floor(n / 2)) / n;
