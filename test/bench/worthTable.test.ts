import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import type { Candidate } from '../../bench/explain/candidates';
import { type Scored, score } from '../../bench/explain/score';
import type { Subject } from '../../bench/explain/subject';
import { worthTable } from '../../bench/explain/tables';

/** The sum of four numbers as the only class. */
function sums(): tfl.LayersModel {
  const layer = tfl.layers.dense({ units: 1, useBias: false, inputShape: [4] });
  const model = tfl.sequential({ layers: [layer] });
  layer.setWeights([tf.ones([4, 1])]);
  return model;
}

const subjectOf = (x: tf.Tensor): Subject => ({
  ...{ name: 'sums', kind: 'rows', model: sums(), x, range: [0, 5], empty: 0 },
});

const perfect: Candidate = { name: 'perfect', maps: ({ x }) => tf.clone(x) };

it('scores an order by its areas, between the baseline and the input', async () => {
  const scored = await score(subjectOf(tf.tensor2d([[5, 0, 0, 3]])), perfect);
  const { deletion, insertion } = (scored as Scored).areas.empty;
  // of 10 steps, the first number goes with the 2nd, the others with the 4th, 7th and 10th: of 8, 3 and then 0 are left
  const left = [8, 8, 3, 3, 0, 0, 0, 0, 0, 0, 0];
  const trapezoids = (left.reduce((a, b) => a + b) - (8 + 0) / 2) / 10 / 8;
  expect(deletion).toBeCloseTo(trapezoids, 5);
  expect(insertion).toBeCloseTo(1 - trapezoids, 5);
});

it('leaves out a method that refuses the model', async () => {
  const refuses: Candidate = {
    name: 'refuses',
    maps: () => {
      throw new Error('lrp: it does not apply');
    },
  };
  expect(await score(subjectOf(tf.ones([1, 4])), refuses)).toBeUndefined();
});

it('has a row for each method: the worth on each model, and the means where it applies', () => {
  const of = (name: string, candidate: string, [deletion, insertion]: readonly [number, number]) =>
    ({
      ...{ subject: { name, kind: 'images' }, candidate, millisecondsPerInput: 1 },
      areas: {
        empty: { deletion, insertion },
        flat: { deletion: deletion + 0.2, insertion },
      },
    }) as Scored;
  const all = [of('A', 'good', [0, 1]), of('B', 'good', [0.2, 1]), of('A', 'bad', [0.4, 0.5])];
  expect(worthTable(all, ['images']).split('\n')).toEqual([
    '| method | A | B | mean | deletion | insertion |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    '| good | 0.90 | 0.70 | 0.80 | 0.20 | 1.00 |',
    '| bad | 0.00 | - | 0.00 | 0.50 | 0.50 |',
    '',
  ]);
  expect(worthTable(all, ['signals'])).not.toContain('good');
});
