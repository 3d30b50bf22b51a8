import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it } from 'vitest';
import { inputGradient } from '../../src/gradients/inputGradient';
import { composeRules } from '../../src/relevance/lrp/composite';
import { lrp } from '../../src/relevance/lrp/lrp';
import type { Rule } from '../../src/relevance/lrp/rule';
import { alphaBetaRule, zPlusRule } from '../../src/relevance/lrp/rules/alphaBetaRule';
import { epsilonRule } from '../../src/relevance/lrp/rules/epsilonRule';
import { flatRule } from '../../src/relevance/lrp/rules/flatRule';
import { gammaRule } from '../../src/relevance/lrp/rules/gammaRule';
import { wSquareRule } from '../../src/relevance/lrp/rules/wSquareRule';
import { zBoxRule } from '../../src/relevance/lrp/rules/zBoxRule';
import { exactIntegratedGradients } from '../../src/relevance/methods/exactIntegratedGradients';
import { gradientTimesInput } from '../../src/relevance/methods/gradientTimesInput';
import { integratedGradients } from '../../src/relevance/methods/integratedGradients';
import { expectClose } from '../helpers/expectClose';
import { folder, sharedReference } from '../helpers/sharedModels';

type Nested = number[] | Nested[];

interface Reference {
  weights: { k: Nested[]; d1: Nested; b1: Nested; d2: Nested; b2: Nested; x: Nested };
  target: number;
  expected: Record<string, Nested>;
}

/** Three linear convolutions, a dense layer of ReLUs and one of logits. */
function modelOf({ k, d1, b1, d2, b2 }: Reference['weights']): tfl.Sequential {
  const kernels = k.map((values) => tf.tensor(values) as tf.Tensor4D);
  const convolutions = kernels.map(({ shape }, i) =>
    tfl.layers.conv2d({
      ...{ filters: shape[3], kernelSize: [shape[0], shape[1]], padding: 'same', useBias: false },
      ...(i === 0 && { inputShape: [10, 10, 1] }),
    }),
  );
  const dense = (units: number, activation: 'relu' | 'softmax') =>
    tfl.layers.dense({ units, activation });
  const layers = [...convolutions, tfl.layers.flatten(), dense(12, 'relu'), dense(3, 'softmax')];
  const model = tfl.sequential({ layers });
  model.setWeights([...kernels, ...[d1, b1, d2, b2].map((values) => tf.tensor(values))]);
  return model;
}

const everywhere = (rule: Rule) => composeRules({ convolution: rule, dense: rule });

afterAll(() => {
  tf.disposeVariables();
});

// PyTorch 1.13 with Captum and Zennit 0.5.1, in float64
describe.skipIf(folder === '').each(['nobias', 'bias'])('the reference values: %s', (kind) => {
  const load = async () => {
    const reference = (await sharedReference<Record<string, Reference>>('lrp-linear-cnn'))[kind]!;
    const x = tf.tensor(reference.weights.x) as tf.Tensor4D;
    return { ...reference, x, model: modelOf(reference.weights) };
  };
  const rules: [string, Rule][] = [
    ['zennit.lrp0', epsilonRule(0)],
    ['captum.lrp_eps_1e9', epsilonRule(1e-9)],
    ['captum.lrp_eps_025', epsilonRule(0.25)],
    ['zennit.eps_025', epsilonRule(0.25)],
    ['zennit.gamma_025', gammaRule(0.25)],
    ['zennit.zplus', zPlusRule()],
    ['zennit.a2b1', alphaBetaRule(2, 1)],
  ];

  it.each(rules)('lrp with one rule everywhere: %s', async (name, rule) => {
    const { model, x, target, expected } = await load();
    const relevance = lrp(model, x, { target, composite: everywhere(rule) });
    await expectClose(relevance, tf.tensor(expected[name]!), 3e-5);
  });

  it.each<[string, Rule]>([
    ['zennit.zbox_zplus_eps', zBoxRule(0, 1)],
    ['zennit.wsquare_zplus_eps', wSquareRule()],
    ['zennit.flat_zplus_eps', flatRule()],
  ])('lrp with a rule for the first layer, and one by name: %s', async (name, first) => {
    const { model, x, target, expected } = await load();
    const zPlus = zPlusRule();
    const layers = { [model.layers[4]!.name]: zPlus };
    const relevance = lrp(model, x, {
      target,
      composite: composeRules({ first, convolution: zPlus, layers }),
    });
    await expectClose(relevance, tf.tensor(expected[name]!), 3e-5);
    const byIndex = composeRules({ first, convolution: zPlus, layers: { 4: zPlus } });
    await expectClose(lrp(model, x, { target, composite: byIndex }), relevance, 0);
  });

  it('the gradient methods', async () => {
    const { model, x, target, expected } = await load();
    const at = (name: string) => tf.tensor(expected[name]!);
    await expectClose(inputGradient(model, x, { target }), at('captum.gradient'), 1e-5);
    const product = gradientTimesInput(model, x, { target });
    await expectClose(product, at('captum.input_x_gradient'), 1e-5);
    // by 64 steps, which are 0.3 % from the integral where biases let ReLUs open on the way
    const steps = integratedGradients(model, x, { target, steps: 64 });
    await expectClose(steps, at('captum.integrated_gradients'), 1e-5);
    const exact = exactIntegratedGradients(model, x, { target });
    await expectClose(exact, at('captum.integrated_gradients'), kind === 'bias' ? 4e-3 : 1e-5);
    expect(exact.shape).toEqual(x.shape);
  });
});
