import * as tf from '@tensorflow/tfjs-core';
import { check, checkTensor, RuleError } from '../../internal/check';
import { checkSize } from '../../internal/checkSize';
import { boolean, integer, listOf, numberFrom } from '../../internal/kinds';
import { named } from '../../internal/named';
import { type KindsOf, optionsOf } from '../../internal/options';
import { unlessEmpty } from '../../internal/unlessEmpty';
import { equalised } from './tiles/equalised';
import { LEVELS, tileGrid } from './tiles/tileGrid';

export interface ClaheOptions {
  /** Tiles along height and width, 1 to 256 each. Default: [8, 8]. */
  readonly tiles?: readonly [number, number] | undefined;
  /**
   * How many times the mean of a tile's 256 bins one of them may hold; 0 clips nothing. Default: 40, as OpenCV's, which
   * bounds little but flat areas. Photographs usually get 2 to 4.
   */
  readonly clipLimit?: number | undefined;
  /** Whether to equalise the luminance of red, green and blue, and keep their differences from it. Default: false. */
  readonly luminance?: boolean | undefined;
}

const kinds: KindsOf<ClaheOptions> = {
  tiles: listOf(integer(1, 256), 2, 2),
  clipLimit: numberFrom(0),
  luminance: boolean,
};

/** The largest tensor of tables, in bytes: float32 counts their values one by one. */
const MOST_BYTES = 2 ** 26;

/**
 * Contrast-limited adaptive histogram equalisation, as OpenCV's `createCLAHE(clipLimit, tiles).apply` of 8-bit images:
 * brings out details in dark and bright areas alike. Each tile has a table that spreads the values which occur in it;
 * a pixel gets what the tables of the four nearest tiles say, weighed by distance. Clipping bounds how much contrast a
 * flat area gains.
 *
 * Values are rounded to the nearest of k/255 first, those beyond [0, 1] to its ends, NaN to 0. Images that the tiles do not
 * divide are extended by their mirror image, as OpenCV does it. Each channel is equalised on its own; with
 * `luminance`, the luma Y of OpenCV's YCrCb is, and red, green and blue each gain what Y gains, within [0, 1].
 * As values are rounded, there is no gradient.
 *
 * @param x [h, w, c] or [n, h, w, c], values in [0, 1]
 * @returns shape of x, float32, each value k/255; empty where x is
 * @throws for other ranks, tiles that are no two integers from 1 to 256, a negative or infinite clipLimit, luminance of
 * other than 3 channels, and more than 65,536 tiles times channels
 * @see Zuiderveld, Contrast limited adaptive histogram equalization, Graphics Gems IV, 1994, 474-485
 * @example
 * const photo = tf.randomUniform<tf.Rank.R3>([32, 32, 3]);
 * clahe(photo, { clipLimit: 2, luminance: true }).shape; // → [32, 32, 3]
 */
export function clahe<T extends tf.Tensor>(x: T, options: ClaheOptions = {}): T {
  return named('clahe', () => {
    const { tiles = [8, 8], clipLimit = 40, luminance = false } = optionsOf(options, kinds);
    checkTensor('x', x, [3, 4]);
    const [h, w, c] = x.shape.slice(-3) as [number, number, number];
    check(
      !luminance || c === 3,
      `luminance needs 3 channels, red, green and blue, but the shape of x is [${x.shape}]`,
    );
    const equalisedChannels = luminance ? 1 : c;
    checkSize(
      'the tables of the tiles',
      [...tiles, equalisedChannels, LEVELS],
      'ask for fewer tiles',
      MOST_BYTES,
    );
    const equalise = tf.customGrad((image) => ({
      value: equalised(image as tf.Tensor4D, {
        grid: tileGrid([h, w], tiles, clipLimit),
        luminance,
      }),
      gradFunc: refuseGradient,
    }));
    return unlessEmpty(
      x,
      (image) => tf.reshape(equalise(tf.reshape(image, [-1, h, w, c])), x.shape) as T,
    );
  });
}

function refuseGradient(): never {
  return named('clahe', () => {
    throw new RuleError('a gradient is asked for, but rounded values have none');
  });
}
