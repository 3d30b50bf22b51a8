import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { selectKernels } from '../../src/relevance/selectKernels';
import { naiveAblations, naiveSelection } from '../helpers/naiveSelection';
import { randomTensor } from '../helpers/random';
import { selectionModels } from '../helpers/selectionModels';
import { separateShaders } from '../helpers/separateShaders';

separateShaders();

afterEach(() => {
  tf.disposeVariables();
});

describe('selectKernels', () => {
  it.each(Object.entries(selectionModels))(
    'is the brute-force answer: %s',
    async (_, { make, cut, inputShape }) => {
      const model = make();
      const x = randomTensor([5, ...inputShape], 7);
      const at = model.layers[cut]!.name;
      for (const tolerance of [0.05, 0.3, 2]) {
        const naive = (await naiveAblations(model, cut, x)).map((ablation) =>
          naiveSelection(ablation, { tolerance }),
        );
        const found = await selectKernels(model, x, { tolerance, at, batchSize: 2 });
        expect(found.rankings).toEqual(naive.map(({ ranking }) => ranking));
        expect(found.selected).toEqual(naive.map(({ selected }) => selected));
        expect(found.predicted).toEqual(naive.map(({ predicted }) => predicted));
        for (const [i, { errors }] of naive.entries())
          for (const [k, error] of errors.entries())
            expect(found.errors[i]![k]).toBeCloseTo(error, 5);
      }
    },
  );
});
