import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it } from 'vitest';
import { chainRule } from '../../src/gradients/chainRule';
import { graphOf } from '../../src/model/graph';
import { pathOf } from '../../src/model/layerNames';
import { composeRules } from '../../src/relevance/lrp/composite';
import { lrp } from '../../src/relevance/lrp/lrp';
import { epsilonRule } from '../../src/relevance/lrp/rules/epsilonRule';
import { flatRule } from '../../src/relevance/lrp/rules/flatRule';
import { wSquareRule } from '../../src/relevance/lrp/rules/wSquareRule';
import { gradCam } from '../../src/relevance/methods/gradCam';
import { approximateModel } from '../../src/relevance/selection/approximateModel';
import { kernelActivations } from '../../src/relevance/selection/kernelActivations';
import { selectKernels } from '../../src/relevance/selection/selectKernels';
import { seedWeights } from '../../support/models';
import { randomTensor } from '../../support/random';
import { expectClose, relativeError } from '../helpers/expectClose';
import { expectRefusal } from '../helpers/leaks';
import { nestedModels } from '../helpers/nestedModels';

const image = () => randomTensor<tf.Rank.R4>([3, 7, 5, 2], 8);

afterAll(() => {
  tf.disposeVariables();
});

describe.each(nestedModels())('%s', (_title, { model, flat }) => {
  const pathTo = (name: string) =>
    graphOf(model)
      .places.map(pathOf)
      .find((path) => path.endsWith(`/${name}`))!;

  it.each([undefined, 'stem', 'conv5'])(
    'is explained as the same layers flat, at %s',
    async (layer) => {
      const x = image();
      const inner = layer && pathTo(layer);
      const target = [0, 2, 1];
      const [actual, expected] = [
        chainRule(model, x, { layer: inner, target }),
        chainRule(flat, x, { layer, target }),
      ];
      await expectClose(actual.headGradient, expected.headGradient, 1e-5);
      await expectClose(actual.inputGradient, expected.inputGradient, 1e-5);
      const map = gradCam(model, x, { layer: inner });
      await expectClose(map, gradCam(flat, x, { layer }), 1e-5);
      const kernels = [1, 0];
      const activations = kernelActivations(model, x, kernels, { layer: inner });
      await expectClose(activations, kernelActivations(flat, x, kernels, { layer }), 1e-5);
      const approximate = approximateModel(model, [0, 2], { layer: inner });
      const other = approximateModel(flat, [0, 2], { layer });
      await expectClose(approximate.predict(x) as tf.Tensor, other.predict(x) as tf.Tensor, 1e-5);
      const selection = await selectKernels(model, x, { layer: inner, tolerance: 0.2 });
      const flatSelection = await selectKernels(flat, x, { layer, tolerance: 0.2 });
      expect(selection.rankings).toEqual(flatSelection.rankings);
      expect(selection.selected).toEqual(flatSelection.selected);
    },
  );

  it('takes rules for layers of the inner model by path and by name', async () => {
    const x = image();
    const relevance = (of: tfl.LayersModel, stem: string, conv5: string) =>
      lrp(of, x, {
        composite: composeRules({ layers: { [stem]: wSquareRule(), [conv5]: flatRule() } }),
      });
    const expected = relevance(flat, 'stem', 'conv5');
    await expectClose(relevance(model, pathTo('stem'), 'conv5'), expected, 1e-5);
    await expectClose(relevance(model, 'stem', pathTo('conv5')), expected, 1e-5);
    const plain = lrp(flat, x, { composite: composeRules() });
    expect(await relativeError(expected, plain)).toBeGreaterThan(0.1);
  });
});

describe('lrp', () => {
  const dense = (units: number, name: string) => tfl.layers.dense({ units, name });
  const inner = (name: string, inputs: number) =>
    tfl.sequential({
      name,
      layers: [tfl.layers.dense({ units: 3, name: 'same', inputShape: [inputs] }), dense(3, name)],
    });

  it('gives the rule of a whole path to that layer alone', async () => {
    const input = tfl.input({ shape: [4] });
    const list = [inner('left', 4), inner('right', 3), dense(2, 'same')];
    const outputs = list.reduce((x, layer) => layer.apply(x) as tfl.SymbolicTensor, input);
    const model = seedWeights(tfl.model({ inputs: input, outputs }));
    const flat = seedWeights(
      tfl.sequential({
        layers: [
          tfl.layers.dense({ units: 3, name: 'left_same', inputShape: [4] }),
          ...[dense(3, 'left'), dense(3, 'right_same'), dense(3, 'right'), dense(2, 'same')],
        ],
      }),
    );
    const x = randomTensor([2, 4], 3);
    const by = (of: tfl.LayersModel, name: string) =>
      lrp(of, x, { target: 1, composite: composeRules({ layers: { [name]: wSquareRule() } }) });
    for (const [path, name] of [
      ['same', 'same'],
      ['left/same', 'left_same'],
      ['right/same', 'right_same'],
      ['3', '4'],
    ] as const) {
      await expectClose(by(model, path), by(flat, name), 1e-5);
    }
    const several = tfl.sequential({ layers: [inner('left', 4), inner('right', 3)] });
    await expectRefusal(
      () => lrp(several, x, { composite: composeRules({ layers: { same: epsilonRule() } }) }),
      /^lrp: layers must name layers with weights \('left\/same', 'left\/left', 'right\/same', 'right\/right'\) or their indices, but one is 'same'$/,
    );
  });
});
