import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { accuracy, classificationReport, confusionMatrix, diagnoseLearningRate } from 'fourier-xai';
import { describe, expect, it } from 'vitest';
import { randomArray } from '../../support/random';
import { halves } from '../fixtures/learningRates/halves';
import type { Recorded } from '../fixtures/learningRates/recorded';
import recorded from '../fixtures/learningRates.json';

/** A curve with noise from -1 to 1. */
const curve = (epochs: number, value: (epoch: number, noise: number) => number, seed = 1) =>
  Array.from(randomArray(epochs, 1000 * seed + epochs), (noise, epoch) => value(epoch, noise));

const verdict = (history: Parameters<typeof diagnoseLearningRate>[0]) =>
  diagnoseLearningRate(history).verdict;

const seeds = Array.from({ length: 50 }, (_, i) => i);

/** Rises once to the loss of the beginning, and falls back within some epochs. */
const spike = (epoch: number, at: number) => (epoch >= at ? Math.exp(-(epoch - at)) : 0);

describe('the cases of the source document, as it describes their curves', () => {
  it('0.01: accuracy and loss keep their values, whatever the balanced accuracy does', () => {
    for (const seed of seeds) {
      const loss = curve(200, (_, noise) => 1.18 + 0.05 * noise, seed);
      const acc = curve(200, (_, noise) => 0.52 + 0.04 * noise, seed + 100);
      const jumping = curve(200, (_, noise) => (noise > 0 ? 0.7 : 0.5), seed + 200);
      expect(verdict({ loss, acc, val_balancedAccuracy: jumping })).toBe('tooLarge');
      expect(verdict({ loss })).toBe('tooLarge');
      expect(verdict({ loss: [7.68, ...loss], acc: [0.3, ...acc] })).toBe('tooLarge');
    }
  });

  it('1e-6: the accuracy keeps its value, the loss falls very slowly', () => {
    for (const seed of seeds) {
      const loss = curve(500, (epoch, noise) => 1.36 - 0.0002 * epoch + 0.005 * noise, seed);
      const acc = curve(500, (_, noise) => 0.52 + 0.03 * noise, seed + 100);
      expect(verdict({ loss, acc })).toBe('tooSmall');
    }
  });

  it('1e-3: large fluctuations while it learns, however long it is trained after that', () => {
    for (const epochs of [60, 200, 500]) {
      for (const seed of seeds) {
        const unsteady = (epoch: number, noise: number) =>
          1.2 * Math.exp(-epoch / 25) * (1 + 0.4 * noise);
        const loss = curve(epochs, unsteady, seed);
        const acc = loss.map((value) => Math.exp(-value));
        expect(verdict({ loss, acc })).toBe('large');
      }
    }
  });

  it('1e-4, small, and 1e-3: falls to 1e-3 or 1e-6, with one wrong minimum or two', () => {
    const slow = curve(
      500,
      (epoch) => 1.2 * Math.exp(-epoch / 72) + spike(epoch, 200) + spike(epoch, 340),
    );
    const fast = curve(500, (epoch) => 1.2 * Math.exp(-epoch / 25) + 1e-6 + spike(epoch, 250));
    for (const [loss, expected] of [
      [slow, 'small'],
      [fast, 'ok'],
    ] as const) {
      const acc = loss.map((value) => Math.max(0.52, Math.exp(-value)));
      expect(verdict({ loss, acc })).toBe(expected);
      expect(verdict({ loss })).toBe(expected);
    }
  });
});

// of `npm run raman` with the spectra that the document uses, and seed 1
it.each([
  ['0.01', 'tooLarge', [7.216, 7.532, 7.532, 7.532, 7.532], [0.502, 0.533, 0.533, 0.533, 0.533]],
  ['1e-3', 'ok', [1.654, 1.113, 0.959, 0.688, 0.496], [0.463, 0.54, 0.633, 0.74, 0.819]],
  ['1e-4', 'small', [1.187, 1.079, 0.975, 0.859, 0.77], [0.502, 0.533, 0.596, 0.638, 0.725]],
  ['1e-6', 'tooSmall', [1.364, 1.29, 1.24, 1.209, 1.188], [0.356, 0.533, 0.533, 0.533, 0.533]],
  // some 0.16 below what the share of the largest class costs
  ['falling', 'small', [1.654, 1.122, 1.062, 1.02, 1.001], [0.463, 0.533, 0.533, 0.533, 0.535]],
])('training on Raman spectra with %s is %s', (_, expected, loss, acc) => {
  expect(verdict({ loss, acc })).toBe(expected);
});

describe('what else happens', () => {
  it('a loss that is no number, in the epoch where it becomes so, be it read from JSON', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(diagnoseLearningRate({ loss: [1, 0.5, value, value] })).toEqual({
        verdict: 'tooLarge',
        evidence: [`the loss is ${value} in epoch 3`],
      });
    }
    const read = JSON.parse(JSON.stringify({ loss: [1, 0.5, Number.NaN] }));
    expect(diagnoseLearningRate(read).evidence).toEqual(['the loss is NaN in epoch 3']);
  });

  it('what was learnt is lost for good, or but for a moment', () => {
    const learnt = [0.5, 0.3, 0.2, 0.15, 0.1, 0.08, 0.06, 0.05, 0.03, 0.018];
    const long = Array.from({ length: 80 }, (_, i) => 2.3 * Math.exp(-i / 15));
    const accuracies = (loss: number[]) => loss.map((value) => Math.exp(-value));
    const judged = (loss: number[]) => verdict({ loss, acc: accuracies(loss) });
    expect(judged([...learnt, 2.3, 2.3])).toBe('tooLarge');
    expect(judged([...long, ...new Array<number>(20).fill(2.3)])).toBe('tooLarge');
    expect(judged([50, 1, 0.5, 10, 12, 15, 20, 22])).toBe('tooLarge');
    expect(judged([...learnt, 2.3, 0.02, 0.01])).toBe('ok');
    // half way from the best, 0.018, to the beginning, 0.3, is 0.159
    expect(judged([...learnt, 0.17, 0.17])).toBe('tooLarge');
    expect(judged([...learnt, 0.15, 0.15])).toBe('ok');
  });

  it('all is learnt in the first epoch', () => {
    expect(verdict({ loss: [0.2, 0.05, 0.051, 0.0502], acc: [0.95, 0.98, 0.98, 0.98] })).toBe('ok');
    expect(verdict({ loss: [1.2, 0.001, 0.0005, 0.002, 0.0015] })).toBe('ok');
    expect(verdict({ loss: [10, 1.2, 1.15, 1.14, 1.138, 1.137] })).toBe('ok');
  });

  it('most is learnt in the first epoch, as networks of images do', () => {
    const acc = [0.82, 0.865, 0.878, 0.885, 0.89];
    expect(verdict({ loss: [0.5, 0.38, 0.34, 0.32, 0.3], acc })).toBe('ok');
    expect(
      verdict({ loss: [0.62, 0.48, 0.45, 0.43, 0.42], acc: [0.66, 0.78, 0.8, 0.81, 0.82] }),
    ).toBe('ok');
  });

  it('one answer for all samples is nothing learnt, be it right for most of them', () => {
    const acc = [0.95, 0.95, 0.95, 0.95, 0.95];
    expect(verdict({ loss: [0.65, 0.61, 0.57, 0.53, 0.5], acc })).toBe('tooSmall');
    expect(verdict({ loss: [0.2, 0.2, 0.21, 0.2, 0.201], acc })).toBe('tooLarge');
  });

  it('a huge first loss hides nothing', () => {
    expect(verdict({ loss: [50, 1.2, 0.9, 2, 0.7, 1.6, 0.6, 1.5, 0.8, 1.9] })).toBe('large');
  });

  it('a loss that levels out has not been falling steadily', () => {
    const acc = [0.51, 0.51, 0.51, 0.51, 0.51, 0.51];
    expect(verdict({ loss: [1.3, 1.2, 1.185, 1.1845, 1.1844, 1.18439], acc })).toBe('tooLarge');
    expect(diagnoseLearningRate({ loss: [1.3, 1.28, 1.26, 1.245, 1.23, 1.22], acc })).toEqual({
      verdict: 'tooSmall',
      evidence: [
        'the accuracy goes from 0.51 to 0.51',
        'the loss goes from 1.3 to 1.22',
        'one answer to all samples does as well',
      ],
    });
  });

  it('steps too small to move the loss, which keeps still or wanders a little', () => {
    expect(diagnoseLearningRate({ loss: [0.7, 0.7, 0.7] })).toEqual({
      verdict: 'tooSmall',
      evidence: ['the loss goes from 0.7 to 0.7'],
    });
    for (const level of [1e-3, 0.7, 2.3, 40]) {
      for (const epochs of [3, 8, 60]) {
        const flat = new Array<number>(epochs).fill(level);
        expect(verdict({ loss: flat })).toBe('tooSmall');
        for (const seed of seeds) {
          const noisy = curve(epochs, (_, noise) => level * (1 + 0.009 * noise), seed);
          expect(verdict({ loss: noisy })).toBe('tooSmall');
          let place = level;
          const walk = curve(epochs, (_, noise) => (place += (0.003 * level * noise) / 2), seed);
          expect(verdict({ loss: walk })).toBe('tooSmall');
        }
      }
    }
  });

  it('an accuracy that creeps to the share of a class is nothing learnt while the loss keeps still', () => {
    const creeping = (from: number, to: number, epochs: number, noise = 0) =>
      curve(epochs, (epoch, one) => from + ((to - from) * epoch) / (epochs - 1) + noise * one);
    const cases = [
      { loss: [1.386, 1.38], acc: [0.2, 0.25] },
      { loss: [0.694, 0.69], acc: [0.45, 0.56] },
      { loss: [2.31, 2.29], acc: [0.06, 0.13] },
      { loss: [1.11, 1.08], acc: [0.28, 0.4] },
    ] as { loss: [number, number]; acc: [number, number] }[];
    for (const { loss, acc } of cases) {
      for (const epochs of [5, 40, 200]) {
        const history = {
          loss: creeping(...loss, epochs),
          acc: creeping(...acc, epochs, 0.01),
        };
        expect(verdict(history), `${loss} in ${epochs}`).toBe('tooSmall');
      }
    }
    // the same creeping with a loss that falls
    expect(verdict({ loss: creeping(1.386, 1.2, 40), acc: creeping(0.2, 0.35, 40) })).toBe('small');
  });

  it('a loss that stands still where initial weights have none', () => {
    // a softmax that is sure of one class: 16.1 for each wrong answer, which is -ln(1e-7)
    const sure = { loss: [7.53, 7.53, 7.53, 7.53], acc: [0.533, 0.533, 0.533, 0.533] };
    expect(diagnoseLearningRate(sure)).toEqual({
      verdict: 'tooLarge',
      evidence: [
        'the accuracy goes from 0.533 to 0.533',
        'the loss goes from 7.53 to 7.53',
        'one answer to all samples does as well',
        'the loss is far above that of answers by chance',
      ],
    });
    // chance among a thousand classes costs as much
    expect(verdict({ loss: [6.91, 6.91, 6.91], acc: [0.001, 0.001, 0.001] })).toBe('tooSmall');
    expect(verdict({ loss: [7.216, 7.532, 7.532, 7.532] })).toBe('tooLarge');
    expect(verdict({ loss: [0.7, 0.75, 0.66, 0.72, 0.64, 0.74] })).toBe('tooLarge');
    expect(verdict({ loss: [0.7, 0.7, 0.7, 3, 9] })).toBe('tooLarge');
  });

  it('nothing is left to learn', () => {
    expect(verdict({ loss: [1e-3, 1e-4, 1e-4], acc: [1, 1, 1] })).toBe('ok');
    expect(verdict({ loss: [0, 0, 0], acc: [1, 1, 1] })).toBe('ok');
    expect(verdict({ loss: [1e-3, 1e-3, 1e-3], acc: [1, 1, 1] })).toBe('ok');
  });

  it('overfitting is named, and not blamed on the rate', () => {
    const loss = [1.2, 0.8, 0.5, 0.2, 0.1];
    expect(diagnoseLearningRate({ loss, val_loss: [1.1, 0.9, 0.8, 1.2, 2] })).toEqual({
      verdict: 'ok',
      evidence: [
        'the loss goes from 1.2 to 0.1',
        'it has fallen by 92 %, and goes on falling',
        'the validation loss rises after epoch 3, from 0.8 to 2: overfitting',
      ],
    });
  });

  it('a validation loss of fewer epochs than the loss is no obstacle', () => {
    for (const val_loss of [[], [1]]) {
      expect(diagnoseLearningRate({ loss: [3, 2, 1], val_loss }).verdict).toBe('ok');
    }
    // of which epochs is not known
    const loss = [4, 2, 1, 0.8, 0.7, 0.6];
    expect(diagnoseLearningRate({ loss, val_loss: [2, 1.5, 1.9] }).evidence.at(-1)).toBe(
      'the validation loss rises after its least, from 1.5 to 1.9: overfitting',
    );
    expect(diagnoseLearningRate({ loss, val_loss: [3, 2, 1, 2, 2, 2] }).evidence.at(-1)).toBe(
      'the validation loss rises after epoch 3, from 1 to 2: overfitting',
    );
  });

  it('what is not enough is refused', () => {
    const refuses = (history: unknown, message: string) =>
      expect(() => diagnoseLearningRate(history as never)).toThrow(
        `diagnoseLearningRate: ${message}`,
      );
    const rule = 'the history must hold a loss for each of at least 3 epochs, but it holds';
    refuses({ loss: [1, 0.5] }, `${rule} 2`);
    refuses({ acc: [1, 1, 1] }, `${rule} ['acc']`);
    refuses({}, `${rule} []`);
    refuses(undefined, 'the history must be an object, { name: value }, but it is undefined');
    const loss = [3, 2, 1];
    refuses(
      { loss: [1, 0, -1] },
      "'loss' of epoch 3 must be a number that is not negative, but it is -1",
    );
    for (const value of ['1', '', true, undefined, 1n, [1]]) {
      refuses({ loss: [3, value, 1] }, "'loss' of epoch 2 must be a number that is not negative");
      refuses({ loss, acc: [0, 0, value] }, "'acc' of epoch 3 must be a number from 0 to 1, but");
      refuses({ loss, val_loss: [value] }, "'val_loss' of epoch 1 must be a number that is not");
    }
    refuses({ loss: 'abc' }, "'loss' of the history must be an array, but it is 'abc'");
    refuses({ loss, unread: { length: 3 } }, "'unread' of the history must be an array, but it is");
    refuses(
      { loss, acc: [1] },
      'the accuracy must have as many epochs as the loss, 3, but it has 1',
    );
    refuses(
      { loss, acc: [1, 50, 90] },
      "'acc' of epoch 2 must be a number from 0 to 1, but it is 50",
    );
    refuses(Object.create({ loss }), `${rule} []`);
    refuses({ history: 'none' }, "'history' of the history must be an array, but it is 'none'");
    refuses({ loss, lr: 0.1 }, "'lr' of the history must be an array, but it is 0.1");
  });
});

describe('of recorded trainings', () => {
  const verdicts = ['tooSmall', 'small', 'ok', 'large', 'tooLarge'] as const;
  const indices = (names: readonly string[]) =>
    Int32Array.from(names, (name) => verdicts.indexOf(name as (typeof verdicts)[number]));
  const [chosenOn, kept] = halves(recorded as Recorded[]);

  it.each([
    { name: 'the half that the rules were chosen on', half: chosenOn },
    { name: 'the half that was kept', half: kept },
  ])('$name: 85 % are right, and none is more than one step off', ({ half }) => {
    const labels = indices(half.map(({ label }) => label));
    const judged = indices(
      half.map(({ loss, acc, val_loss }) => verdict({ loss, val_loss, ...(acc && { acc }) })),
    );
    const matrix = confusionMatrix(labels, judged, verdicts.length);
    const table = `${classificationReport(matrix, [...verdicts])}\n${JSON.stringify(matrix)}`;
    expect(accuracy(matrix), table).toBeGreaterThanOrEqual(0.85);
    const far = [...labels].filter((label, i) => Math.abs(label - (judged[i] as number)) > 1);
    expect(far, table).toEqual([]);
  });

  it('there are all labels, data sets and lengths in both halves', () => {
    for (const half of [chosenOn, kept]) {
      expect(half.length).toBeGreaterThan(40);
      const different = (key: keyof Recorded) => new Set(half.map((one) => one[key])).size;
      expect([different('label'), different('data'), different('epochs')]).toEqual([5, 5, 4]);
    }
  });

  it('where no accuracy is known, the unit of the loss does not count', () => {
    const unit = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
    const training = fc.constantFrom(...(recorded as Recorded[]));
    fc.assert(
      fc.property(training, unit, ({ loss }, times) => {
        const scaled = loss.map((value) => value && value * times);
        expect(verdict({ loss: scaled })).toBe(verdict({ loss }));
      }),
    );
  });
});

describe('of real trainings', () => {
  it.each([
    [1e-12, 'tooSmall'],
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
