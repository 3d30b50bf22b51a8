import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import { activationFunction } from '../../model/activationOf';
import { evaluateFrom } from '../../model/evaluate';
import type { Call, Graph, Value } from '../../model/graph';
import type { Ablations, Logits } from './ablations';
import { inLists, logitsInChunks } from './logitsInChunks';

/**
 * By shares of the pre-activation z of the dense layer with which h begins: that of channel c is A_c = Σ g_c·W_c over the
 * positions. Without c it is z - A_c, and adding channels is a running sum: A costs what z does.
 *
 * @param dense from {@link firstDense}
 * @param features [images, ..., channels]
 */
export async function sharedAblations(
  graph: Graph,
  dense: Call,
  features: tf.Tensor,
): Promise<Ablations> {
  const shares = await sharesOf(dense, features);
  const { images, channels, units } = shares;
  const whole = Array.from({ length: images }, (_, image) => sumOf(shares, image));
  const logitsOf = (z: Float32Array): Promise<Logits[]> =>
    logitsInChunks(z.length / units, units, (first, end) =>
      logitsBehind(
        graph,
        dense,
        tf.tensor2d(z.subarray(first * units, end * units), [end - first, units]),
      ),
    );
  const changed = async (write: Write): Promise<Logits[][]> => {
    const size = channels * units;
    const z = new Float32Array(images * size);
    for (let image = 0; image < images; image++) {
      write(z.subarray(image * size, (image + 1) * size), image);
    }
    return inLists(await logitsOf(z), channels);
  };
  return {
    // shares of equal channels are the same numbers
    rounding: 0,
    full: () => logitsOf(Float32Array.from(whole.flatMap((z) => [...z]))),
    without: () =>
      changed((to, image) => {
        writeDifferences(to, whole[image] as Float64Array, shares, image);
      }),
    only: (lists) =>
      changed((to, image) => {
        writeSums(to, shares, image, itemAt(lists, image));
      }),
  };
}

/** Writes pre-activations of an image, as many rows as there are channels. */
type Write = (to: Float32Array, image: number) => void;

/** What each channel adds to the pre-activations; all of it, and the bias, is z. */
interface Shares {
  readonly images: number;
  readonly channels: number;
  readonly units: number;
  /** [images, channels, units] */
  readonly values: Float32Array;
  /** [units] */
  readonly bias: Float32Array;
}

async function sharesOf({ layer }: Call, features: tf.Tensor): Promise<Shares> {
  const [kernel, bias] = layer.getWeights() as [tf.Tensor2D, tf.Tensor1D | undefined];
  const [images, channels] = [features.shape[0] as number, features.shape.at(-1) as number];
  const units = kernel.shape[1];
  // a depthwise convolution over all positions: each channel meets its own weights
  const device = tf.tidy(() => {
    const maps: tf.Tensor4D = tf.reshape(features, [1, images, -1, channels]);
    const weights: tf.Tensor4D = tf.reshape(kernel, [1, -1, channels, units]);
    return tf.depthwiseConv2d(maps, weights, 1, 'valid');
  });
  const values = await device.data<'float32'>();
  device.dispose();
  const none = new Float32Array(units);
  return {
    ...{ images, channels, units, values },
    bias: bias ? await bias.data<'float32'>() : none,
  };
}

const startOf = ({ channels, units }: Shares, image: number, channel: number): number =>
  (image * channels + channel) * units;

function sumOf(shares: Shares, image: number): Float64Array {
  const z = Float64Array.from(shares.bias);
  for (let c = 0; c < shares.channels; c++) {
    const from = startOf(shares, image, c);
    for (let i = 0; i < z.length; i++)
      z[i] = (z[i] as number) + (shares.values[from + i] as number);
  }
  return z;
}

function writeDifferences(to: Float32Array, z: Float64Array, shares: Shares, image: number): void {
  let at = 0;
  for (let c = 0; c < shares.channels; c++) {
    const from = startOf(shares, image, c);
    for (let i = 0; i < z.length; i++) {
      to[at++] = (z[i] as number) - (shares.values[from + i] as number);
    }
  }
}

function writeSums(
  to: Float32Array,
  shares: Shares,
  image: number,
  channels: readonly number[],
): void {
  const sum = Float64Array.from(shares.bias);
  let at = 0;
  for (const c of channels) {
    const from = startOf(shares, image, c);
    for (let i = 0; i < sum.length; i++) {
      sum[i] = (sum[i] as number) + (shares.values[from + i] as number);
      to[at++] = sum[i] as number;
    }
  }
}

/** Logits from pre-activations of the dense layer. */
function logitsBehind({ outputs }: Graph, { layer, outputs: [y], isBare }: Call, z: tf.Tensor) {
  const given = isBare ? z : activationFunction(layer)(z);
  return evaluateFrom(y as Value, given, outputs[0] as Value);
}
