import { util } from '@tensorflow/tfjs-core';
import { check, checkInteger } from '../internal/check';
import { itemAt } from '../internal/itemAt';

/** An input: [row, column, channel] of images, [place, channel] of signals, [index] of rows of numbers. */
export type Pixel = readonly number[];

/** How many pixels are meant. */
export const countOf = (pixels: readonly Pixel[] | undefined, shape: readonly number[]): number =>
  pixels?.length ?? util.sizeFromShape([...shape]);

/** Flat indices of the pixels. */
export function placesOf(pixels: readonly Pixel[] | undefined, shape: readonly number[]): number[] {
  if (!pixels) return Array.from({ length: util.sizeFromShape([...shape]) }, (_, i) => i);
  check(
    Array.isArray(pixels) && pixels.length > 0,
    'pixels must be a list of at least one index of an input',
  );
  return pixels.map((pixel) => {
    check(
      Array.isArray(pixel) && pixel.length === shape.length,
      `a pixel needs ${shape.length} indices for inputs of shape [${shape}], but got [${pixel}]`,
    );
    for (const [axis, index] of pixel.entries()) {
      checkInteger(`index ${axis} of a pixel`, index, 0, itemAt(shape, axis) - 1);
    }
    return pixel.reduce((flat, index, axis) => flat * itemAt(shape, axis) + index, 0);
  });
}
