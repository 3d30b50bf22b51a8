import { util } from '@tensorflow/tfjs-core';
import { check, checkInteger, reading } from '../internal/check';
import { itemAt } from '../internal/itemAt';
import { type Kind, listOf } from '../internal/kinds';
import { shown } from '../internal/shown';

/** An input: [row, column, channel] of images, [place, channel] of signals, [index] of rows of numbers. */
export type Pixel = readonly number[];

/** Which pixels there are depends on the inputs. */
export const pixelsKind: Kind = {
  ...listOf({ holds: Array.isArray, described: 'an array' }, 1),
  described: 'a list of at least one index of an input',
};

/** How many pixels are meant. */
export const countOf = (pixels: readonly Pixel[] | undefined, shape: readonly number[]): number =>
  pixels?.length ?? util.sizeFromShape([...shape]);

/** Flat indices of the pixels. */
export function placesOf(pixels: readonly Pixel[] | undefined, shape: readonly number[]): number[] {
  if (!pixels) return Array.from({ length: util.sizeFromShape([...shape]) }, (_, i) => i);
  return reading('pixels', () => pixels.map((pixel) => placeOf(pixel, shape)));
}

function placeOf(pixel: Pixel, shape: readonly number[]): number {
  check(
    pixel.length === shape.length,
    `a pixel needs ${shape.length} indices for inputs of shape [${shape}], but got ${shown(pixel)}`,
  );
  for (const [axis, index] of pixel.entries()) {
    checkInteger(`index ${axis} of a pixel`, index, 0, itemAt(shape, axis) - 1);
  }
  return pixel.reduce((flat, index, axis) => flat * itemAt(shape, axis) + index, 0);
}
