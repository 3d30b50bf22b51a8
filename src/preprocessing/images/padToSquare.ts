import * as tf from '@tensorflow/tfjs-core';
import { checkTensor } from '../../internal/check';
import { finite } from '../../internal/kinds';
import { named } from '../../internal/named';
import { type KindsOf, optionsOf } from '../../internal/options';
import { toFloat } from '../../internal/toFloat';

export interface PadToSquareOptions {
  /** What the new pixels hold. Default: 0. */
  readonly value?: number | undefined;
}

const kinds: KindsOf<PadToSquareOptions> = { value: finite };

/**
 * Makes images square: the shorter side is padded at both ends alike, an odd pixel at the far one. Differentiable.
 *
 * @param x [h, w, c] or [n, h, w, c]
 * @returns [s, s, c] or [n, s, s, c] with s the longer side, float32
 * @throws for other ranks, and a value that is no finite number
 * @example
 * tf.squeeze(padToSquare(tf.ones([1, 3, 1]), { value: 0.5 }));
 * // → [[0.5, 0.5, 0.5], [1, 1, 1], [0.5, 0.5, 0.5]]
 */
export function padToSquare<T extends tf.Tensor>(x: T, options: PadToSquareOptions = {}): T {
  return named('padToSquare', () => {
    const { value = 0 } = optionsOf(options, kinds);
    checkTensor('x', x, [3, 4]);
    const [h, w] = x.shape.slice(-3) as [number, number];
    const side = Math.max(h, w);
    const none: [number, number] = [0, 0];
    const paddings = [
      ...x.shape.slice(0, -3).map(() => none),
      around(h, side),
      around(w, side),
      none,
    ];
    return tf.tidy(() => tf.pad(toFloat(x), paddings, value));
  });
}

function around(n: number, side: number): [number, number] {
  const before = Math.floor((side - n) / 2);
  return [before, side - n - before];
}
