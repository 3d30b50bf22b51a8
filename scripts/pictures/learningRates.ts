import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { learningRateRangeTest } from 'fourier-xai/schedulers';
import { crossEntropy } from '../../examples/shared/crossEntropy';
import { svg } from '../../examples/shared/picture';
import type { Picture } from './picture';
import { powerAxis } from './plot';

/*
 * The spectra and the network of the guide docs/guides/learning-rate.md.
 */

function madeUpSpectra() {
  return tf.tidy(() => {
    const classes = Array.from({ length: 120 }, (_, i) => i % 3);
    const places = tf.mul(tf.add(tf.tensor2d(classes, [120, 1]), 1), 10);
    const bumps = tf.exp(tf.neg(tf.square(tf.div(tf.sub(tf.range(0, 40), places), 4))));
    const noise = tf.randomUniform([120, 40], 0, 0.6, 'float32', 1);
    return {
      x: tf.add(tf.mul(bumps, 0.4), noise),
      y: tf.oneHot(tf.tensor1d(classes, 'int32'), 3),
    };
  });
}

function network(optimizer: tf.Optimizer): tfl.Sequential {
  const start = (seed: number) => ({ kernelInitializer: tfl.initializers.glorotUniform({ seed }) });
  const model = tfl.sequential({
    layers: [
      tfl.layers.dense({ units: 16, activation: 'relu', inputShape: [40], ...start(1) }),
      tfl.layers.dense({ units: 3, ...start(2) }),
    ],
  });
  model.compile({ optimizer, loss: crossEntropy });
  return model;
}

async function lossAfter(x: tf.Tensor, y: tf.Tensor, optimizer: tf.Optimizer): Promise<number> {
  const model = network(optimizer);
  const settings = { epochs: 30, batchSize: 20, shuffle: false, verbose: 0 } as const;
  const { history } = await model.fit(x, y, settings);
  model.dispose();
  return history['loss']?.at(-1) as number;
}

const scales = { 'from 0 to 1/255': 1 / 255, 'from 0 to 1': 1, 'from 0 to 255': 255 };
const powers = Array.from({ length: 10 }, (_, i) => i - 7);

/** The least and largest loss that the picture shows; others lie on its edges. */
const SHOWN = [1e-3, 100] as const;

async function lossesOf(optimizer: 'sgd' | 'adam') {
  const { x, y } = madeUpSpectra();
  const values: { input: string; rate: number; loss: number }[] = [];
  for (const [input, scale] of Object.entries(scales)) {
    const scaled = tf.mul(x, scale);
    for (const power of powers) {
      const rate = 10 ** power;
      const loss = await lossAfter(scaled, y, tf.train[optimizer](rate));
      values.push({ input, rate, loss: Math.min(SHOWN[1], Math.max(SHOWN[0], loss)) });
    }
    scaled.dispose();
  }
  tf.dispose([x, y]);
  return values;
}

async function scalePanel(optimizer: 'sgd' | 'adam') {
  return {
    title: { text: `tf.train.${optimizer}`, fontSize: 12, fontWeight: 500 },
    width: 240,
    height: 170,
    data: { values: await lossesOf(optimizer) },
    mark: { type: 'line', point: true, strokeWidth: 1.5 },
    encoding: {
      x: powerAxis('rate', 'learning rate', [-7, 2], 3),
      y: powerAxis('loss', 'loss after 30 epochs', [-3, 2]),
      color: {
        field: 'input',
        type: 'nominal',
        title: 'input',
        scale: { domain: Object.keys(scales), range: ['#0072b2', '#009e73', '#d55e00'] },
        legend: { orient: 'bottom' },
      },
      shape: {
        field: 'input',
        type: 'nominal',
        title: 'input',
        scale: { domain: Object.keys(scales) },
      },
    },
  };
}

async function rangePlot(): Promise<string> {
  const { x, y } = madeUpSpectra();
  const model = network(tf.train.sgd(0.1));
  const range = { low: 1e-4, high: 100, steps: 60, batchSize: 20 };
  const { learningRates, losses, smoothedLosses, suggested } = await learningRateRangeTest(
    model,
    x,
    y,
    range,
  );
  model.dispose();
  tf.dispose([x, y]);
  const axis = powerAxis('rate', 'learning rate of the step', [-4, 2]);
  const loss = {
    ...{ field: 'loss', type: 'quantitative', title: 'loss' },
    scale: { type: 'log', domain: [0.5, 10], nice: false },
    axis: { grid: false, values: [0.5, 1, 2, 5, 10] },
  };
  return svg({
    background: 'white',
    padding: 12,
    width: 420,
    height: 170,
    layer: [
      {
        data: {
          values: learningRates.map((rate, i) => ({ rate, loss: losses[i], of: 'each batch' })),
        },
        mark: { type: 'point', filled: true, size: 14, color: '#999' },
        encoding: { x: axis, y: loss },
      },
      {
        data: { values: learningRates.map((rate, i) => ({ rate, loss: smoothedLosses[i] })) },
        mark: { type: 'line', strokeWidth: 1.5, color: '#0072b2' },
        encoding: { x: axis, y: loss },
      },
      {
        data: { values: [{ rate: suggested }] },
        mark: { type: 'rule', strokeDash: [4, 3], color: '#d55e00' },
        encoding: { x: axis },
      },
      {
        data: { values: [{ rate: suggested, text: `suggested: ${suggested?.toPrecision(2)}` }] },
        mark: { type: 'text', align: 'left', dx: 5, y: 10, color: '#d55e00' },
        encoding: { x: axis, text: { field: 'text' } },
      },
    ],
  });
}

/** How the rate that learns depends on the input's scale, and what a range test sees. */
export const learningRates: readonly Picture[] = [
  {
    name: 'learning-rate-scale.svg',
    make: async () =>
      svg({
        background: 'white',
        padding: 12,
        hconcat: [await scalePanel('sgd'), await scalePanel('adam')],
      }),
  },
  { name: 'range-test.svg', make: rangePlot },
];
