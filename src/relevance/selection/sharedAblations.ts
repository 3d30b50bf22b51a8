import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../internal/itemAt';
import { activationFunction } from '../../model/activationOf';
import { evaluateFrom } from '../../model/evaluate';
import type { Call, Graph } from '../../model/graph';
import type { Ablations, Tell } from './ablations';
import type { Maps } from './channelwiseHead';
import { logitsInChunks, logitsOf } from './logitsInChunks';
import { sharesOf } from './sharesOf';

/**
 * By shares of the pre-activation z of the dense layer that reads the maps: where channel c gives s_c if it is zero in g,
 * its share is A_c = Σ (m_c - s_c)·W_c over the positions. Without c it is z - A_c, and adding channels to z of none,
 * bias + Σ s_c·W_c, is a running sum: A costs what z does.
 *
 * @param dense of {@link channelwiseHead}
 */
export async function sharedAblations(graph: Graph, dense: Call, maps: Maps): Promise<Ablations> {
  const shares = await sharesIn(dense, maps);
  const { images, channels, units } = shares;
  const whole = Array.from({ length: images }, (_, image) => sumOf(shares, image));
  const logitsFrom = (z: Float32Array) =>
    logitsBehind(graph, dense, tf.tensor2d(z, [z.length / units, units]));
  const size = channels * units;
  const changed = (write: Write, tell: Tell): Promise<void> =>
    logitsInChunks(
      { items: images, size },
      (first, end) => {
        const z = new Float32Array((end - first) * size);
        for (let image = first; image < end; image++)
          write(z, { image, at: (image - first) * size });
        return logitsFrom(z);
      },
      (row, logits) => tell(Math.floor(row / channels), row % channels, logits),
    );
  return {
    // shares of equal channels are the same numbers
    rounding: 0,
    full: async () => {
      const z = Float32Array.from(whole.flatMap((one) => [...one]));
      const logits = await logitsOf({ items: images, size: units }, (first, end) =>
        logitsFrom(z.subarray(first * units, end * units)),
      );
      // some backends make zeros of NaN
      return logits.map((one, i) =>
        itemAt(whole, i).every(Number.isFinite) ? one : one.fill(NaN),
      );
    },
    without: (tell) =>
      changed((to, at) => writeDifferences(to, at, itemAt(whole, at.image), shares), tell),
    only: (lists, tell) =>
      changed((to, at) => writeSums(to, at, itemAt(lists, at.image), shares), tell),
  };
}

/** An image, and where in the list of numbers its own begin. */
interface Place {
  readonly image: number;
  readonly at: number;
}

/** Writes pre-activations of an image, as many rows as there are channels. */
type Write = (to: Float32Array, place: Place) => void;

/** What each channel adds to the pre-activations of no channel; all of it together is z. */
interface Shares {
  readonly images: number;
  readonly channels: number;
  readonly units: number;
  /** [images, channels, units] */
  readonly values: Float32Array;
  /** [units] */
  readonly none: Float64Array;
}

async function sharesIn({ layer }: Call, { values: maps, still }: Maps): Promise<Shares> {
  const [kernel, bias] = layer.getWeights() as [tf.Tensor, tf.Tensor1D | undefined];
  const [images, channels] = [itemAt(maps.shape, 0), itemAt(maps.shape, -1)];
  const units = itemAt(kernel.shape, -1);
  const moved = tf.tidy(() => (still ? tf.concat([tf.sub(maps, still), still]) : tf.clone(maps)));
  const values = await sharesOf(moved, kernel);
  moved.dispose();
  const none = bias ? Float64Array.from(await bias.data()) : new Float64Array(units);
  const shares = { images, channels, units, values, none };
  // the last image is that of zeros
  return still ? { ...shares, none: sumOf(shares, images) } : shares;
}

const startOf = ({ channels, units }: Shares, image: number, channel: number): number =>
  (image * channels + channel) * units;

function sumOf(shares: Shares, image: number): Float64Array {
  const z = Float64Array.from(shares.none);
  for (let c = 0; c < shares.channels; c++) {
    const from = startOf(shares, image, c);
    for (let i = 0; i < z.length; i++)
      z[i] = (z[i] as number) + (shares.values[from + i] as number);
  }
  return z;
}

function writeDifferences(
  to: Float32Array,
  { image, at }: Place,
  z: Float64Array,
  { channels, units, values }: Shares,
): void {
  const from = image * channels * units;
  for (let c = 0, k = 0; c < channels; c++) {
    for (let i = 0; i < units; i++, k++)
      to[at + k] = (z[i] as number) - (values[from + k] as number);
  }
}

function writeSums(
  to: Float32Array,
  { image, at }: Place,
  channels: readonly number[],
  shares: Shares,
): void {
  const { values, units } = shares;
  const sum = Float64Array.from(shares.none);
  let k = at;
  for (const c of channels) {
    const from = startOf(shares, image, c);
    for (let i = 0; i < units; i++) {
      sum[i] = (sum[i] as number) + (values[from + i] as number);
      to[k++] = sum[i] as number;
    }
  }
}

/** Logits from pre-activations of the dense layer. */
function logitsBehind(
  { outputs }: Graph,
  { layer, outputs: given, isBare }: Call,
  z: tf.Tensor,
): tf.Tensor {
  const y = itemAt(given, 0);
  const shaped = tf.reshape(z, [-1, ...(y.shape.slice(1) as number[])]);
  return evaluateFrom(y, isBare ? shaped : activationFunction(layer)(shaped), itemAt(outputs, 0));
}
