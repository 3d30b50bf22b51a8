import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { diagnoseLearningRate } from 'fourier-xai';
import { describe, expect, it } from 'vitest';
import { randomArray } from '../helpers/random';

/** A curve with noise from -1 to 1. */
const curve = (epochs: number, value: (epoch: number, noise: number) => number) =>
  Array.from(randomArray(epochs, epochs), (noise, epoch) => value(epoch, noise));

const verdict = (history: Parameters<typeof diagnoseLearningRate>[0]) =>
  diagnoseLearningRate(history).verdict;

/** Rises once to the loss of the beginning, and falls back within some epochs. */
const spike = (epoch: number, at: number) => (epoch >= at ? Math.exp(-(epoch - at)) : 0);

describe('the cases of the source document, as it describes their curves', () => {
  it('0.01: accuracy and loss keep their values', () => {
    const loss = curve(1000, (_, noise) => 1.18 + 0.01 * noise);
    const acc = curve(1000, (_, noise) => 0.52 + 0.005 * noise);
    expect(verdict({ loss, acc })).toBe('tooLarge');
    expect(verdict({ loss })).toBe('tooLarge');
    expect(verdict({ loss: [7.68, ...loss], acc: [0.3, ...acc] })).toBe('tooLarge');
  });

  it('1e-6: the accuracy keeps its value, the loss falls very slowly', () => {
    const loss = curve(500, (epoch, noise) => 1.36 - 0.0002 * epoch + 0.005 * noise);
    const acc = curve(500, (_, noise) => 0.52 + 0.002 * noise);
    expect(verdict({ loss, acc })).toBe('tooSmall');
    expect(diagnoseLearningRate({ loss, acc }).evidence[0]).toBe(
      `the accuracy stays at ${Number((acc[499] as number).toPrecision(4))}`,
    );
  });

  it('1e-3: large fluctuations of the first epochs, again and again', () => {
    const loss = curve(200, (epoch, noise) => 1.2 * Math.exp(-epoch / 80) * (1 + 0.4 * noise));
    expect(verdict({ loss, acc: loss.map((value) => Math.exp(-value)) })).toBe('large');
  });

  it('1e-4 and 1e-3: falls to 1e-3 or 1e-6, with one wrong minimum or two', () => {
    const slow = curve(
      500,
      (epoch) => 1.2 * Math.exp(-epoch / 72) + spike(epoch, 200) + spike(epoch, 340),
    );
    const fast = curve(500, (epoch) => 1.2 * Math.exp(-epoch / 25) + 1e-6 + spike(epoch, 250));
    for (const loss of [slow, fast]) {
      const acc = loss.map((value) => Math.max(0.52, Math.exp(-value)));
      expect(verdict({ loss, acc })).toBe('ok');
      expect(verdict({ loss })).toBe('ok');
    }
  });
});

describe('what else happens', () => {
  it('a loss that is no number, in the epoch where it becomes so', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(diagnoseLearningRate({ loss: [1, 0.5, value, value] })).toEqual({
        verdict: 'tooLarge',
        evidence: [`the loss is ${value} in epoch 3`],
      });
    }
  });

  it('what was learnt is lost for good, or but for a moment', () => {
    const learnt = [1.2, 0.9, 0.6, 0.4, 0.3, 0.2, 0.15];
    const acc = learnt.map((value) => Math.exp(-value));
    expect(verdict({ loss: [...learnt, 1.1, 1.2, 1.1], acc: [...acc, 0.4, 0.4, 0.4] })).toBe(
      'tooLarge',
    );
    expect(verdict({ loss: [...learnt, 1.1, 0.2, 0.1], acc: [...acc, 0.4, 0.8, 0.9] })).toBe('ok');
  });

  it('all is learnt in the first epoch', () => {
    expect(verdict({ loss: [0.2, 0.05, 0.051, 0.0502], acc: [0.95, 0.98, 0.98, 0.98] })).toBe('ok');
    expect(verdict({ loss: [0.5, 0.001, 0.0011, 0.001] })).toBe('ok');
  });

  it('a plateau is no failure where the balanced accuracy is above chance', () => {
    const plateau = { loss: [0.9, 0.7, 0.69, 0.7, 0.695], acc: [0.6, 0.7, 0.7, 0.7, 0.7] };
    const sensitivities = {
      val_sensitivity_0: [1],
      val_sensitivity_1: [1],
      val_sensitivity_2: [1],
    };
    const balanced = (value: number) => ({
      ...plateau,
      ...sensitivities,
      val_balancedAccuracy: [value],
    });
    expect(verdict(plateau)).toBe('tooLarge');
    expect(verdict(balanced(1 / 3))).toBe('tooLarge');
    expect(verdict(balanced(0.6))).toBe('ok');
  });

  it('a loss that levels out has not been falling steadily', () => {
    const acc = [0.51, 0.51, 0.51, 0.51, 0.51, 0.51];
    expect(verdict({ loss: [1.3, 1.2, 1.185, 1.1845, 1.1844, 1.18439], acc })).toBe('tooLarge');
    expect(verdict({ loss: [1.3, 1.28, 1.26, 1.245, 1.23, 1.22], acc })).toBe('tooSmall');
  });

  it('overfitting is named, and not blamed on the rate', () => {
    const loss = [1.2, 0.8, 0.5, 0.2, 0.1];
    const { verdict: found, evidence } = diagnoseLearningRate({
      loss,
      val_loss: [1.1, 0.9, 0.8, 1.2, 2],
    });
    expect(found).toBe('ok');
    expect(evidence).toEqual([
      'the loss falls from 1.2 to 0.1',
      'it jumps up after 0 of 4 epochs',
      'the validation loss rises after epoch 3, from 0.8 to 2: overfitting',
    ]);
  });

  it('what is not enough is refused', () => {
    expect(() => diagnoseLearningRate({ loss: [1, 0.5] })).toThrow(
      'diagnoseLearningRate: the history must hold a loss for each of at least 3 epochs, but it holds 2',
    );
    expect(() => diagnoseLearningRate({ acc: [1, 1, 1] })).toThrow('but it holds [acc]');
    expect(() => diagnoseLearningRate(undefined as never)).toThrow('but it holds []');
  });
});

describe('of real trainings', () => {
  it.each([
    [1e-5, 'tooSmall'],
    [0.3, 'ok'],
    [1e5, 'tooLarge'],
  ])('softmax regression at %f is %s', async (learningRate, expected) => {
    const labels = Int32Array.from({ length: 90 }, (_, i) => i % 3);
    const noise = randomArray(180, 5);
    const x = tf.tensor2d(
      noise.map(
        (value, i) => Math.cos((2 * Math.PI * (labels[i >> 1] as number)) / 3 - (i % 2)) + value,
      ),
      [90, 2],
    );
    const y = tf.oneHot(tf.tensor1d(labels, 'int32'), 3);
    const model = tfl.sequential({
      layers: [
        tfl.layers.dense({
          units: 3,
          activation: 'softmax',
          inputShape: [2],
          kernelInitializer: 'zeros',
        }),
      ],
    });
    model.compile({
      optimizer: tf.train.sgd(learningRate),
      loss: 'categoricalCrossentropy',
      metrics: ['accuracy'],
    });
    const history = await model.fit(x, y, { epochs: 8, batchSize: 30, shuffle: false, verbose: 0 });
    expect(verdict(history as never)).toBe(expected);
    tf.dispose([x, y]);
    model.dispose();
  });
});
