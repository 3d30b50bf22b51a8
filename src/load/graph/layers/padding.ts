import * as tf from '@tensorflow/tfjs-core';
import { type Config, GraphLayer, type Sizes } from './graphLayer';

type Mode = 'constant' | 'reflect' | 'symmetric';

/** Values around x, [before, after] of each axis behind the batch: a number, or the mirror image of x. */
export class Padding extends GraphLayer {
  static readonly className = 'Padding';

  constructor(config: Config) {
    super(config, ['padding', 'mode', 'value']);
  }

  override computeOutputShape([batch = null, ...sizes]: Sizes): Sizes {
    const { padding } = this.settings as unknown as Settings;
    const grown = sizes.map((size, i) => {
      const [before = 0, after = 0] = padding[i] ?? [];
      return size === null ? null : size + before + after;
    });
    return [batch, ...grown];
  }

  override of(x: tf.Tensor): tf.Tensor {
    const { padding, mode, value } = this.settings as unknown as Settings;
    // JSON has no infinite numbers
    const fill = value ?? Number.NEGATIVE_INFINITY;
    if (mode === 'constant') return tf.pad(x, [[0, 0], ...padding] as [number, number][], fill);
    return padding.reduce((y, sides, i) => mirrored(y, i + 1, sides, mode), x);
  }
}

interface Settings {
  readonly padding: readonly number[][];
  readonly mode: Mode;
  readonly value: number | null;
}

/** tf.mirrorPad has no gradient. */
function mirrored(x: tf.Tensor, axis: number, [before = 0, after = 0]: number[], mode: Mode) {
  const skipped = mode === 'reflect' ? 1 : 0;
  const size = x.shape[axis] as number;
  const image = (start: number, length: number): tf.Tensor[] => {
    if (length === 0) return [];
    const begin = x.shape.map((_, i) => (i === axis ? start : 0));
    const part = x.shape.map((whole, i) => (i === axis ? length : whole));
    return [tf.reverse(tf.slice(x, begin, part), axis)];
  };
  const parts = [...image(skipped, before), x, ...image(size - skipped - after, after)];
  return parts.length === 1 ? x : tf.concat(parts, axis);
}
