import * as tf from '@tensorflow/tfjs-core';
import { isHostBackend } from '../../internal/host/hostMemory';
import { itemAt } from '../../internal/itemAt';
import { keptWith } from '../../internal/keptWith';
import { sampleOnHost } from '../../internal/sampleOnHost';

/**
 * What each channel of some maps adds to what a dense layer makes of all of them.
 *
 * @param maps [images, ..., channels]
 * @param kernel [..., units], a row for each value of a map and each channel
 * @returns [images, channels, units]
 */
export function sharesOf(maps: tf.Tensor, kernel: tf.Tensor): Promise<Float32Array> {
  const [images, channels] = [itemAt(maps.shape, 0), itemAt(maps.shape, -1)];
  const units = itemAt(kernel.shape, -1);
  const sizes = { images, channels, units, positions: maps.size / images / channels };
  const isByProducts =
    isHostBackend(tf.getBackend()) &&
    sizes.positions >= FEW_POSITIONS &&
    kernel.size <= MOST_WEIGHTS;
  return isByProducts ? byProducts(maps, kernel, sizes) : byConvolution(maps, kernel, sizes);
}

/** From so many positions on, products of matrices take a third of the time on wasm. */
const FEW_POSITIONS = 16;

/** Of so many weights no second copy is made. */
const MOST_WEIGHTS = 2 ** 26;

interface Sizes {
  readonly images: number;
  readonly channels: number;
  readonly units: number;
  readonly positions: number;
}

/** A depthwise convolution over all positions: each channel meets its own weights. */
async function byConvolution(
  maps: tf.Tensor,
  kernel: tf.Tensor,
  { images, channels, units, positions }: Sizes,
): Promise<Float32Array> {
  const shares = tf.tidy(() => {
    const x: tf.Tensor4D = tf.reshape(maps, [1, images, positions, channels]);
    const weights: tf.Tensor4D = tf.reshape(kernel, [1, positions, channels, units]);
    return tf.depthwiseConv2d(x, weights, 1, 'valid');
  });
  const values = await shares.data<'float32'>();
  shares.dispose();
  return values;
}

/** Channel by channel, each with weights of its own, which are kept with the kernel. */
async function byProducts(
  maps: tf.Tensor,
  kernel: tf.Tensor,
  { images, channels, units, positions }: Sizes,
): Promise<Float32Array> {
  const apart = tf.tidy(() =>
    tf.transpose(tf.reshape(maps, [images, positions, channels]), [2, 0, 1]),
  );
  const weights = keptWith([kernel], `of ${channels} channels`, () =>
    Array.from({ length: channels }, (_, c) =>
      channelOf(kernel, c, [positions, channels, units] as const),
    ),
  );
  const shares = new Float32Array(images * channels * units);
  for (const [c, own] of weights.entries()) {
    const product = tf.tidy(() => {
      const map = channelOf(apart, c, [1, channels, images * positions]);
      return tf.matMul(tf.reshape<tf.Rank.R2>(map, [images, positions]), own as tf.Tensor2D);
    });
    const z = await product.data<'float32'>();
    product.dispose();
    for (let image = 0; image < images; image++) {
      const row = z.subarray(image * units, (image + 1) * units);
      shares.set(row, (image * channels + c) * units);
    }
  }
  tf.dispose([apart, ...weights]);
  return shares;
}

/** Of values [rows, channels, columns] those [rows, columns] of a channel. */
function channelOf(
  values: tf.Tensor,
  channel: number,
  [rows, channels, columns]: readonly [number, number, number],
): tf.Tensor2D {
  const x: tf.Tensor4D = tf.reshape(values, [1, rows, channels, columns]);
  const all = { begin: 0, count: rows, step: 1 };
  const own = sampleOnHost(x, all, { begin: channel, count: 1, step: 1 }) as tf.Tensor4D;
  return tf.reshape(own, [rows, columns]);
}
