import { type ColorMap, divergingColors, sequentialColors } from 'fourier-xai';
import { escaped } from './page';

/** What the colours of pictures mean: the colours from end to end, and words below them, from left to right. */
export function colourKey(colors: ColorMap, meanings: readonly string[]): string {
  const stops = colors.map(
    (rgb) => `rgb(${rgb.map((value) => Math.round(255 * value)).join(' ')})`,
  );
  const words = meanings.map((meaning) => `<span>${escaped(meaning)}</span>`).join('');
  return `<div class="key"><div class="ramp" style="background: linear-gradient(to right, ${stops.join(', ')})"></div>
    <div class="ends">${words}</div></div>`;
}

/** Of maps that say what speaks for a class. */
export const relevanceKey = colourKey(divergingColors, ['against the class', '0', 'for the class']);

/** Of weights. */
export const weightKey = colourKey(divergingColors, ['negative weight', '0', 'positive weight']);

/** Of other pictures that have both signs. */
export const signedKey = colourKey(divergingColors, ['negative', '0', 'positive']);

/** Of spectra. */
export const magnitudeKey = colourKey(sequentialColors, [
  'small log magnitude',
  'large log magnitude',
]);
