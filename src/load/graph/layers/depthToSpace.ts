import * as tf from '@tensorflow/tfjs-core';
import { type Config, GraphLayer, type Sizes } from './graphLayer';

/** Channels as blocks of pixels: [batch, rows, columns, size² · channels] to [batch, size · rows, size · columns, channels]. */
export class DepthToSpace extends GraphLayer {
  static readonly className = 'DepthToSpace';

  constructor(config: Config) {
    super(config, ['blockSize']);
  }

  override computeOutputShape([batch = null, rows, columns, channels]: Sizes): Sizes {
    const size = this.settings['blockSize'] as number;
    const times = (length: number | null | undefined, by: number) =>
      length == null ? null : length * by;
    return [batch, times(rows, size), times(columns, size), times(channels, 1 / size ** 2)];
  }

  override of(x: tf.Tensor): tf.Tensor {
    const [batch, rows, columns, depth] = x.shape as [number, number, number, number];
    const size = this.settings['blockSize'] as number;
    const blocks = tf.reshape(x, [batch * rows, columns, size, depth / size]);
    const lines = tf.transpose(blocks, [0, 2, 1, 3]);
    return tf.reshape(lines, [batch, rows * size, columns * size, depth / size ** 2]);
  }
}
