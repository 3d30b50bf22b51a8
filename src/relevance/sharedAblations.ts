import * as tf from '@tensorflow/tfjs-core';
import type { Call, FlatGraph, Value } from '../model/flatGraph';
import type { Ablations, ChannelLists, Logits } from './ablations';
import { logitsFrom } from './flatLogits';
import { isSoftmax } from './isSoftmax';
import { inLists, logitsInChunks } from './logitsInChunks';

/**
 * By shares of the pre-activation z of the dense layer with which h begins: that of channel c is A_c = Σ g_c·W_c over the
 * positions. Without c it is z - A_c, and adding channels is a running sum: A costs what z does.
 *
 * @param dense from {@link firstDense}
 * @param features [images, ..., channels]
 */
export async function sharedAblations(
  graph: FlatGraph,
  dense: Call,
  features: tf.Tensor,
): Promise<Ablations> {
  const { images, channels, units, bias, shares } = await sharesOf(dense, features);
  const shareOf = (image: number, channel: number) => {
    const at = (image * channels + channel) * units;
    return shares.subarray(at, at + units);
  };
  const whole = Array.from({ length: images }, (_, image) => {
    const sum = Float64Array.from(bias);
    for (let c = 0; c < channels; c++) addTo(sum, shareOf(image, c));
    return sum;
  });
  const logitsOf = (rows: Float32Array): Promise<Logits[]> =>
    logitsInChunks(rows.length / units, units, (first, end) => {
      const z = tf.tensor2d(rows.subarray(first * units, end * units), [end - first, units]);
      return logitsBehind(graph, dense, z);
    });
  const lists = async (kernels: ChannelLists, write: Write): Promise<Logits[][]> => {
    const count = kernels[0]?.length ?? 0;
    const rows = new Float32Array(images * count * units);
    for (const [image, list] of kernels.entries()) {
      const at = image * count * units;
      write(image, list, rows.subarray(at, at + count * units));
    }
    return inLists(await logitsOf(rows), count);
  };
  return {
    full: () => logitsOf(Float32Array.from(whole.flatMap((sum) => [...sum]))),
    without: (kernels) =>
      lists(kernels, (image, list, rows) => {
        const z = whole[image] as Float64Array;
        for (const [i, c] of list.entries()) writeDifference(rows, i * units, z, shareOf(image, c));
      }),
    only: (kernels) =>
      lists(kernels, (image, list, rows) => {
        const sum = Float64Array.from(bias);
        for (const [i, c] of list.entries()) {
          addTo(sum, shareOf(image, c));
          rows.set(sum, i * units);
        }
      }),
  };
}

/** Writes the pre-activations of an image, one row for each channel of its list. */
type Write = (image: number, channels: readonly number[], rows: Float32Array) => void;

function addTo(sum: Float64Array, values: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (values[i] as number);
}

function writeDifference(to: Float32Array, at: number, a: Float64Array, b: Float32Array): void {
  for (let i = 0; i < a.length; i++) to[at + i] = (a[i] as number) - (b[i] as number);
}

/** The channels' shares [images, channels, units]. */
async function sharesOf({ layer }: Call, features: tf.Tensor) {
  const [kernel, bias] = layer.getWeights() as [tf.Tensor2D, tf.Tensor1D | undefined];
  const [images, channels] = [features.shape[0] as number, features.shape.at(-1) as number];
  const units = kernel.shape[1];
  // with the positions along an axis that a depthwise convolution sums over, each channel meets its own weights
  const device = tf.tidy(() => {
    const maps: tf.Tensor4D = tf.reshape(features, [1, images, -1, channels]);
    const weights: tf.Tensor4D = tf.reshape(kernel, [1, -1, channels, units]);
    return tf.depthwiseConv2d(maps, weights, 1, 'valid');
  });
  const shares = await device.data<'float32'>();
  device.dispose();
  const none = new Float32Array(units);
  return { images, channels, units, shares, bias: bias ? await bias.data<'float32'>() : none };
}

/** Logits from pre-activations of the dense layer. */
function logitsBehind({ outputs }: FlatGraph, { layer, outputs: [y] }: Call, z: tf.Tensor) {
  const [output, given] = [outputs[0], y as Value];
  if (output === given && isSoftmax(layer)) return z;
  const { activation } = layer as typeof layer & {
    activation?: { apply(x: tf.Tensor): tf.Tensor };
  };
  return logitsFrom(output as Value, given, activation ? activation.apply(z) : z);
}
