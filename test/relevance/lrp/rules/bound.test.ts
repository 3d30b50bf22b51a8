import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type Bound,
  composeRules,
  conservationReport,
  deepTaylor,
  epsilonGammaBox,
  lrp,
  zBoxRule,
} from '../../../../src/relevance';
import { seedWeights } from '../../../../support/models';
import { expectClose } from '../../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../../helpers/leaks';

/** One convolution over the whole image, so that z is a sum over its values: rows x columns x channels to two outputs. */
const shape = [2, 3, 2] as const;
const model = seedWeights(
  tfl.sequential({
    layers: [
      tfl.layers.conv2d({ filters: 2, kernelSize: [2, 3], inputShape: [...shape] }),
      tfl.layers.flatten(),
    ],
  }),
);
const size = 12;
const images = 5;
const x = tf.randomUniform<tf.Rank.R4>([images, ...shape], 0.1, 0.9, 'float32', 3);
afterAll(() => {
  x.dispose();
  model.dispose();
});

/** R = y (x·w - low·w⁺ - high·w⁻) / their sum, for the larger output, in float64; a bound for each image and value. */
async function expected(
  low: (image: number, at: number) => number,
  high: (image: number, at: number) => number,
): Promise<number[]> {
  const kernel = await (model.getWeights()[0] as tf.Tensor).data();
  const bias = await (model.getWeights()[1] as tf.Tensor).data();
  const values = await x.data();
  return Array.from({ length: images }, (_, image) => {
    const own = Array.from(values.slice(image * size, (image + 1) * size));
    const outputs = [0, 1].map((unit) =>
      own.reduce((sum, v, at) => sum + v * (kernel[at * 2 + unit] ?? 0), bias[unit] ?? 0),
    );
    const unit = (outputs[0] as number) >= (outputs[1] as number) ? 0 : 1;
    const shares = own.map((v, at) => {
      const w = kernel[at * 2 + unit] ?? 0;
      return v * w - low(image, at) * Math.max(w, 0) - high(image, at) * Math.min(w, 0);
    });
    const sum = shares.reduce((a, b) => a + b, 0);
    return shares.map((share) => (share / sum) * (outputs[unit] as number));
  }).flat();
}

const wholeLow = Array.from({ length: images * size }, (_, i) => -0.01 * i);
const wholeHigh = Array.from({ length: images * size }, (_, i) => 1 + 0.02 * i);

const bounds: Record<string, { low: () => Bound; high: () => Bound; at: typeof wholeAt }> = {
  'typed arrays, one a channel': {
    low: () => Float32Array.of(-1, -0.5),
    high: () => Float64Array.of(1, 2),
    at: (bound) => (_, at) => (bound === 'low' ? [-1, -0.5] : [1, 2])[at % 2] as number,
  },
  'tensors, one a channel': {
    low: () => tf.tensor1d([-1, -0.5]),
    high: () => tf.tensor([1, 2], [1, 1, 1, 2]),
    at: (bound) => (_, at) => (bound === 'low' ? [-1, -0.5] : [1, 2])[at % 2] as number,
  },
  'a number and a tensor of whole numbers': {
    low: () => -1,
    high: () => tf.tensor1d([1, 2], 'int32'),
    at: (bound) => (_, at) => (bound === 'low' ? -1 : (at % 2) + 1),
  },
  'one for each value of a sample': {
    low: () => tf.tensor(wholeLow.slice(0, size), [...shape]),
    high: () => tf.tensor(wholeHigh.slice(0, size), [1, ...shape]),
    at: (bound) => (_, at) => (bound === 'low' ? wholeLow : wholeHigh)[at] as number,
  },
  'one for each value of a batch': {
    low: () => tf.tensor(wholeLow, [images, ...shape]),
    high: () => tf.tensor(wholeHigh, [images, ...shape]),
    at: wholeAt,
  },
};

function wholeAt(bound: 'low' | 'high'): (image: number, at: number) => number {
  return (image, at) => (bound === 'low' ? wholeLow : wholeHigh)[image * size + at] as number;
}

describe('bounds of zB', () => {
  it.each(Object.entries(bounds))('%s', async (_, { low, high, at }) => {
    const right = await expected(at('low'), at('high'));
    const [least, most] = [low(), high()];
    for (const batchSize of [images, 2]) {
      for (const rules of [
        composeRules({ first: zBoxRule(least, most) }),
        epsilonGammaBox(least, most),
      ]) {
        await expectNoLeak(async () => {
          const relevance = lrp(model, x, { composite: rules, batchSize });
          await expectClose(relevance, right, 1e-5);
          return relevance;
        }, 1);
      }
    }
    tf.dispose([least, most].filter((bound) => bound instanceof tf.Tensor));
  });

  it('are those of signals and of rows of numbers too', async () => {
    const dense = seedWeights(
      tfl.sequential({ layers: [tfl.layers.dense({ units: 2, inputShape: [size] })] }),
    );
    dense.setWeights(model.getWeights().map((w) => (w.rank === 4 ? tf.reshape(w, [size, 2]) : w)));
    const conv1d = tfl.sequential({
      layers: [
        tfl.layers.conv1d({ filters: 2, kernelSize: 6, inputShape: [6, 2] }),
        tfl.layers.flatten(),
      ],
    });
    conv1d.setWeights(model.getWeights().map((w) => (w.rank === 4 ? tf.reshape(w, [6, 2, 2]) : w)));
    const right = await expected(wholeAt('low'), wholeAt('high'));
    for (const [one, own] of [
      [dense, [images, size]],
      [conv1d, [images, 6, 2]],
    ] as const) {
      const rule = zBoxRule(tf.tensor(wholeLow, [...own]), tf.tensor(wholeHigh, [...own]));
      const rules = composeRules({ first: rule });
      const relevance = lrp(one, tf.reshape(x, [...own]), { composite: rules, batchSize: 3 });
      await expectClose(tf.reshape(relevance, [-1]), right, 1e-5);
    }
  });

  it('are cut by the receipt as by the map', async () => {
    const [low, high] = [tf.tensor(wholeLow, x.shape), tf.tensor(wholeHigh, x.shape)];
    const rules = deepTaylor({ low, high });
    const relevance = lrp(model, x, { composite: rules });
    for (const batchSize of [images, 2]) {
      const receipts = await conservationReport(model, x, relevance, {
        composite: rules,
        batchSize,
      });
      for (const { residual } of receipts) expect(residual).toBeCloseTo(0, 5);
    }
    tf.dispose([low, high, relevance]);
  });

  it('tell how far inputs of each sample lie outside of its own box', async () => {
    // one value a sample: below by 0.25, inside of a box, above by 0.5, inside of a box far from the others, on the edge
    const dense = seedWeights(
      tfl.sequential({ layers: [tfl.layers.dense({ units: 2, inputShape: [1] })] }),
    );
    const values = tf.tensor2d([0.75, 2, 3.5, 9, 5], [images, 1]);
    const [low, high] = [
      tf.tensor2d([1, 1, 2, 8, 4], [images, 1]),
      tf.tensor2d([2, 3, 3, 10, 5], [images, 1]),
    ];
    const right = [0.25, undefined, 0.5, undefined, undefined];
    for (const batchSize of [images, 2, 1]) {
      const map = lrp(dense, values, { composite: deepTaylor({ low, high }), batchSize });
      const receipts = await conservationReport(dense, values, map, { batchSize });
      const told = receipts.map(({ note }) => /up to (\S+) outside/.exec(note ?? '')?.[1]);
      expect(told).toEqual(right.map((distance) => distance?.toString()));
    }
  });

  it.each(Object.entries(bounds))('are what %s lie outside of', async (_, { low, high, at }) => {
    const [least, most] = [low(), high()];
    const far = tf.randomUniform<tf.Rank.R4>(x.shape, -4, 4, 'float32', 5);
    const values = Array.from(await far.data());
    const rule = zBoxRule(least, most);
    for (const [first, end] of [
      [0, images],
      [2, 4],
    ] as const) {
      const some = tf.slice(far, [first, 0, 0, 0], [end - first, ...shape]);
      const distances = (rule.forSamples?.(far, first, end) ?? rule).outside?.(some);
      const right = values.slice(first * size, end * size).map((v, i) => {
        const place = [first + Math.floor(i / size), i % size] as const;
        return Math.max(0, at('low')(...place) - v, v - at('high')(...place));
      });
      await expectClose(distances as tf.Tensor, right, 1e-6);
    }
  });

  it('are refused where they do not fit', async () => {
    const refuse = (low: Bound, high: Bound, message: RegExp) =>
      expectRefusal(() => lrp(model, x, { composite: epsilonGammaBox(low, high) }), message);
    await refuse(
      1,
      [2, 1],
      /^epsilonGammaBox: low must be below high, but they are 1 and \[2, 1\]$/,
    );
    await refuse(
      0,
      '1' as never,
      /^epsilonGammaBox: high must be a finite number, an array of one .*, but it is '1'$/,
    );
    await refuse(0, new Set([1, 2]) as never, /^epsilonGammaBox: high must be a finite number/);
    const [three, gone] = [tf.ones([3]), tf.ones([2])];
    gone.dispose();
    await refuse(
      0,
      gone,
      /^epsilonGammaBox: high must be a finite number, .* but it is a disposed tensor of shape \[2\]$/,
    );
    await refuse(
      0,
      three,
      /^lrp: high must be one number, one for each of 2 channels, or of the inputs' shape \[5,2,3,2\], with or without the batch, but its shape is \[3\]$/,
    );
    three.dispose();
    const later = tf.ones([2]);
    const rules = epsilonGammaBox(0, later);
    later.dispose();
    await expectRefusal(
      () => lrp(model, x, { composite: rules }),
      /^lrp: high is a disposed tensor of shape \[2\]$/,
    );
  });
});
