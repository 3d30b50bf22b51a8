import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { accumulatedError } from '../../../src/fourier/networks/accumulatedError';
import { convolutionModel, documentModel, seedWeights } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';
import { type HostConvolution, naiveStack, shapesThrough } from '../../helpers/naiveStack';

type ConvArgs = Parameters<typeof tfl.layers.conv2d>[0];

const same = (filters: number, kernelSize: number | [number, number] = 3): ConvArgs => ({
  filters,
  kernelSize,
  padding: 'same',
  biasInitializer: 'ones',
});

/** Distance of every value of an image batch from the nearest edge, in pixels. */
function distances([batch, rows, columns, channels]: number[]): number[] {
  const each = new Array<number>(batch! * rows! * columns! * channels!).fill(0);
  return each.map((_, at) => {
    const column = Math.floor(at / channels!) % columns!;
    const row = Math.floor(at / channels! / columns!) % rows!;
    return Math.min(row, rows! - 1 - row, column, columns! - 1 - column);
  });
}

/** Largest value at each distance from the edge. */
async function largestAt(map: tf.Tensor): Promise<number[]> {
  const values = await map.data<'float32'>();
  const largest: number[] = [];
  for (const [at, distance] of distances(map.shape).entries()) {
    largest[distance] = Math.max(largest[distance] ?? 0, values[at]!);
  }
  return largest;
}

/** The layers of a model whose paddings are all 'same', and dilations 1, on the host. */
async function hostLayers(model: tfl.Sequential): Promise<HostConvolution[]> {
  return Promise.all(
    model.layers.map(async (layer) => {
      const [kernel, bias] = layer.getWeights() as [tf.Tensor4D, tf.Tensor1D];
      const around = (k: number) => [Math.floor((k - 1) / 2), Math.ceil((k - 1) / 2)] as const;
      return {
        filter: kernel.shape,
        kernel: await kernel.data(),
        bias: await bias.data(),
        dilations: [1, 1] as const,
        margins: [around(kernel.shape[0]), around(kernel.shape[1])] as const,
      };
    }),
  );
}

afterEach(() => {
  tf.disposeVariables();
});

describe('accumulatedError', () => {
  it('is the difference between padding once and padding in every layer', async () => {
    const model = convolutionModel([7, 8, 1], [same(2), same(2, [2, 5]), same(1, [4, 3])]);
    const x = randomTensor<tf.Rank.R4>([2, 7, 8, 1], 3);
    const layers = await hostLayers(model);
    const values = await x.data();
    const layered = naiveStack(values, x.shape, layers).y;
    // once: a frame of zeros as wide as all margins, then valid convolutions
    const [top, bottom, left, right] = [2, 4, 4, 4];
    const framed = tf.pad(x, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ]);
    const none = [0, 0] as const;
    const valid = layers.map((layer) => ({ ...layer, margins: [none, none] as const }));
    expect(shapesThrough(framed.shape, valid).at(-1)).toEqual([2, 7, 8, 1]);
    const once = naiveStack(await framed.data(), framed.shape, valid).y;
    const expected = once.map((v, i) => Math.abs(v - layered[i]!));

    const { map, max, mean, bandWidth } = await accumulatedError(model, x);
    await expectClose(map, tf.tensor4d(expected, [2, 7, 8, 1]), 1e-5);
    const largest = Math.max(...expected);
    expect(max / largest).toBeCloseTo(1, 5);
    expect(mean / (expected.reduce((a, b) => a + b) / expected.length)).toBeCloseTo(1, 5);
    // layers 2 and 3 add [0, 1] + [1, 2] rows and [2, 2] + [1, 1] columns
    expect(bandWidth).toBe(3);
  });

  it("lies within two pixels of the edge for the source document's three layers", async () => {
    const model = documentModel(28, [4, 3, 5]);
    const x = tf.abs(randomTensor([2, 28, 28, 1], 5));
    const { map, max, mean, interiorMax, bandWidth } = await accumulatedError(model, x);
    expect(map.shape).toEqual([2, 28, 28, 5]);
    expect(bandWidth).toBe(2);
    const largest = await largestAt(map);
    expect(max).toBe(Math.max(...largest));
    expect(largest[0]).toBeGreaterThan(0.05 * max);
    expect(largest[1]).toBeGreaterThan(0.02 * max);
    expect(Math.max(...largest.slice(2))).toBe(interiorMax);
    expect(interiorMax).toBeLessThan(1e-5 * max);
    expect(mean).toBeGreaterThan(0.01 * max);
    expect(mean).toBeLessThan(max);
  });

  it('lies within four pixels for five layers', async () => {
    const layers = [same(2), same(2), same(2), same(2), same(2)];
    const model = convolutionModel([15, 13, 1], layers);
    const { map, max, interiorMax, bandWidth } = await accumulatedError(
      model,
      randomTensor([1, 15, 13, 1], 5),
    );
    expect(bandWidth).toBe(4);
    const largest = await largestAt(map);
    expect(largest.slice(0, 4).every((value) => value > 1e-4 * max)).toBe(true);
    expect(Math.max(...largest.slice(4))).toBe(interiorMax);
    expect(interiorMax).toBeLessThan(1e-5 * max);
  });

  it('vanishes in a frame of five zeros without biases, as in CIFAR10-PAD', async () => {
    const layers = [4, 3, 5].map((filters) => ({ ...same(filters), useBias: false }));
    const model = convolutionModel([26, 26, 3], layers);
    const image = tf.abs(randomTensor<tf.Rank.R4>([1, 16, 16, 3], 5));
    const frame = (x: tf.Tensor4D, width: number) =>
      tf.pad(x, [
        [0, 0],
        [width, width],
        [width, width],
        [0, 0],
      ]);
    const padded = frame(image, 5);
    const size = await tf.max(tf.abs(model.predict(padded) as tf.Tensor)).data();
    const { max } = await accumulatedError(model, padded);
    expect(max).toBeLessThan(1e-6 * size[0]!);
    // and two pixels are as good as five, one is not
    const two = convolutionModel([20, 20, 3], layers);
    expect((await accumulatedError(two, frame(image, 2))).max).toBeLessThan(1e-6 * size[0]!);
    const one = convolutionModel([18, 18, 3], layers);
    expect((await accumulatedError(one, frame(image, 1))).max).toBeGreaterThan(1e-3 * size[0]!);
  });

  it('has no interior where the image is all border', async () => {
    const model = convolutionModel([4, 3, 1], [same(2), same(2, 5), same(1)]);
    const { interiorMax, bandWidth, max } = await accumulatedError(
      model,
      randomTensor([1, 4, 3, 1]),
    );
    expect(bandWidth).toBe(3);
    expect(max).toBeGreaterThan(0);
    expect(interiorMax).toBe(0);
  });

  it('is float32 noise where only the first layer pads', async () => {
    const model = convolutionModel([9, 8, 1], [same(2), { filters: 2, kernelSize: 3 }]);
    const { max, interiorMax, bandWidth } = await accumulatedError(
      model,
      randomTensor([1, 9, 8, 1]),
    );
    expect(bandWidth).toBe(0);
    expect(interiorMax).toBe(max);
    expect(max).toBeLessThan(1e-5);
  });

  it('takes signals', async () => {
    const model = tfl.sequential();
    const conv = { filters: 2, kernelSize: 4, padding: 'same' as const, useBias: false };
    model.add(tfl.layers.conv1d({ inputShape: [17, 1], ...conv }));
    model.add(tfl.layers.conv1d(conv));
    seedWeights(model);
    const { map, max, bandWidth, interiorMax } = await accumulatedError(
      model,
      randomTensor([1, 17, 1]),
    );
    expect(map.shape).toEqual([1, 17, 2]);
    expect(bandWidth).toBe(2);
    const values = await map.data();
    const atEdge = Array.from(values).map((v, at) => {
      const p = Math.floor(at / 2);
      return [v, p < 1 || p >= 15] as const;
    });
    // margins of the second layer: one value before, two after
    expect(atEdge.every(([v, edge]) => edge || v < 1e-5 * max)).toBe(true);
    expect(Math.max(...values.slice(0, 2))).toBeGreaterThan(1e-3 * max);
    expect(Math.max(...values.slice(30, 32))).toBeGreaterThan(1e-3 * max);
    expect(interiorMax).toBeLessThan(1e-5 * max);
  });

  it('compares what comes before an activation', async () => {
    const model = convolutionModel([8, 8, 1], [same(2), { ...same(2), activation: 'relu' }]);
    const linear = convolutionModel([8, 8, 1], [same(2), same(2)]);
    const x = randomTensor([1, 8, 8, 1], 5);
    const [a, b] = [await accumulatedError(model, x), await accumulatedError(linear, x)];
    await expectClose(a.map, b.map, 1e-5);
  });

  it('leaves only its map behind', async () => {
    const model = documentModel();
    const x = randomTensor([1, 12, 12, 1]);
    await expectNoLeak(async () => (await accumulatedError(model, x)).map, 1);
  });

  it('refuses NaN, other images and other models, and leaves nothing behind', async () => {
    const model = documentModel();
    const x = tf.fill([1, 12, 12, 1], Number.NaN);
    await expectRefusal(
      () => accumulatedError(model, x),
      /^accumulatedError: what the convolutions give contains NaN$/,
    );
    const small = tf.zeros([1, 12, 11, 1]);
    await expectRefusal(
      () => accumulatedError(model, small),
      /^accumulatedError: the model takes \[any, 12, 12, 1\], but x is \[1, 12, 11, 1\]$/,
    );
    const dense = tfl.sequential({ layers: [tfl.layers.dense({ units: 2, inputShape: [3] })] });
    const row = tf.zeros([1, 3]);
    await expectRefusal(() => accumulatedError(dense, row), /begin with a convolution of stride 1/);
    // fits no kernel: found out only when the network is at work
    const anySize = convolutionModel([null, null, 1], [{ filters: 1, kernelSize: 5 }]);
    const tiny = tf.zeros([1, 3, 3, 1]);
    await expectRefusal(() => accumulatedError(anySize, tiny), /do not fit in images of 3x3/);
  });
});
