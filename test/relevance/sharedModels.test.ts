import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { composeRules, epsilonGammaBox, epsilonPlus } from '../../src/relevance/lrp/composite';
import { lrp } from '../../src/relevance/lrp/lrp';
import {
  layersWithoutRule,
  relevanceGraph,
  relevancePass,
} from '../../src/relevance/lrp/relevancePass';
import { randomTensor } from '../../support/random';
import { cheapOn } from '../helpers/cheapOn';
import { expectClose } from '../helpers/expectClose';
import { folder, sharedModel } from '../helpers/sharedModels';

const names = ['ilearn-mnist', 'tinyvgg-cnn-explainer', 'retina64-cnn'];
const large = 'mobilenet-v1-025';
const composites = {
  ε: composeRules(),
  'ε, z⁺': epsilonPlus(),
  'zB, γ, ε': epsilonGammaBox(-1, 1),
};

afterAll(() => {
  tf.disposeVariables();
});

describe.skipIf(folder === '' || tf.getBackend() === 'cpu')('lrp of a model by others', () => {
  const expectSame = async (name: string) => {
    const backend = tf.getBackend();
    const mapsOn = async (on: string) => {
      await tf.setBackend(on);
      const model = await sharedModel(name);
      const x = randomTensor([1, ...(model.inputs[0]!.shape.slice(1) as number[])], 9);
      const maps: tf.TypedArray[] = [];
      for (const rules of Object.values(composites)) {
        const relevance = lrp(model, x, { target: 1, composite: rules });
        maps.push(await relevance.data());
        relevance.dispose();
      }
      expect(layersWithoutRule(relevancePass(relevanceGraph(model), epsilonPlus()))).toEqual([]);
      model.dispose();
      return maps;
    };
    try {
      const [actual, expected] = [await mapsOn(backend), await mapsOn('cpu')];
      for (const [i, map] of actual.entries()) {
        expect(map.some((value) => value !== 0)).toBe(true);
        // 28 layers of shares of values near 0: ε everywhere is as good as float32 lets it be
        const isLoose = name === large && Object.keys(composites)[i] === 'ε';
        await expectClose(map, expected[i]!, isLoose ? 1e-2 : 1e-3);
      }
    } finally {
      await tf.setBackend(backend);
    }
  };
  it.each(names)('%s gives the same map as on cpu', expectSame);
  it(`${large} gives the same map as on cpu`, cheapOn(), () => expectSame(large));
});
