import * as tf from '@tensorflow/tfjs-core';
import { check, checkAxis, checkTensor, reading } from '../internal/check';
import type { ComplexTensor } from '../internal/complexTensor';
import { hypotenuse } from '../internal/hypotenuse';
import { itemAt } from '../internal/itemAt';
import { boolean, integer, listOf } from '../internal/kinds';
import { named } from '../internal/named';
import { type KindsOf, optionsOf } from '../internal/options';
import { roll } from '../internal/roll';
import { toFloat } from '../internal/toFloat';
import { colored } from './colored';
import { colorMap } from './colorKinds';
import { type ColorMap, sequentialColors } from './colorMap';
import { divideByLargest } from './divideByLargest';

export interface SpectrumImageOptions {
  /** The axes of vertical and horizontal frequency; negative ones count from the end. Default: [-2, -1]. */
  readonly axes?: readonly [vertical: number, horizontal: number] | undefined;
  /** Whether zero frequency moves to the centre, index ⌊n/2⌋, as by numpy.fft.fftshift. Default: true. */
  readonly shift?: boolean | undefined;
  /** From magnitude 0 to the image's largest. Default: `sequential`. */
  readonly colors?: ColorMap | undefined;
}

const kinds: KindsOf<SpectrumImageOptions> = {
  axes: listOf(integer(), 2, 2),
  shift: boolean,
  colors: colorMap,
};

/**
 * The log magnitude log(1 + |X|) of 2-D spectra as colours, each spectrum divided by its own largest
 * value. Zero takes the first colour, also in a spectrum that is zero throughout; one NaN makes
 * its whole image NaN.
 *
 * @param X full spectra [..., h, w] (as of fft2), rank 2 to 5, zero frequency at index 0; with `axes`
 *   the frequencies may lie elsewhere: [1, 2] for [n, h, w] and [n, h, w, c]
 * @returns RGB in [0, 1], the two frequency axes last but for the colours, all others before them
 *   in their order: [..., h, w, 3]; [n, h, w, c] with axes [1, 2] gives [n, c, h, w, 3]; empty
 *   where X is
 * @throws for other ranks, parts of different shapes, axes that coincide or don't exist, bad colours
 * @example
 * spectrumImage(fft2(x, { axes: [1, 2] }), { axes: [1, 2] }).shape; // → [2, 1, 8, 8, 3]
 */
export function spectrumImage(X: ComplexTensor, options: SpectrumImageOptions = {}): tf.Tensor {
  return named('spectrumImage', () => {
    const { axes = [-2, -1], shift = true, colors = sequentialColors } = optionsOf(options, kinds);
    const { real, imag } = partsOf(X);
    const order = axesLast(axes, real.rank);
    const shape = order.map((axis) => itemAt(real.shape, axis));
    return colored(shape, colors, () => {
      const magnitude = hypotenuse(toFloat(real), toFloat(imag));
      const images = tf.transpose(tf.log1p(magnitude), order);
      const spectrumAxes = [images.rank - 2, images.rank - 1];
      const scaled = divideByLargest(images, spectrumAxes);
      return shift ? spectrumAxes.reduce(centre, scaled) : scaled;
    });
  });
}

function partsOf(X: ComplexTensor): ComplexTensor {
  const { real, imag } = reading('X', () => ({ real: X?.real, imag: X?.imag }));
  checkTensor('X.real', real, [2, 3, 4, 5]);
  checkTensor('X.imag', imag, [real.rank]);
  check(
    tf.util.arraysEqual(real.shape, imag.shape),
    `X.real and X.imag must have the same shape, but they have [${real.shape}] and [${imag.shape}]`,
  );
  return { real, imag };
}

/** The order of axes that puts the two given ones last. */
function axesLast(axes: readonly [number, number], rank: number): number[] {
  const [vertical, horizontal] = [checkAxis(axes[0], rank), checkAxis(axes[1], rank)];
  check(vertical !== horizontal, `axes must differ, but they are [${axes}]`);
  const others = Array.from({ length: rank }, (_, axis) => axis);
  return [
    ...others.filter((axis) => axis !== vertical && axis !== horizontal),
    vertical,
    horizontal,
  ];
}

function centre(x: tf.Tensor, axis: number): tf.Tensor {
  return roll(x, Math.floor(itemAt(x.shape, axis) / 2), axis);
}
