import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { type ApplyCall, applyCall, evaluate, evaluateFrom } from '../../src/model/evaluate';
import { callOn, graphOf, singleGraph, type Value } from '../../src/model/graph';
import { seedWeights } from '../../support/models';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';

type Symbolic = tfl.SymbolicTensor;

/** y = dense(x + shared(shared(x))) */
function branched() {
  const input = tfl.input({ shape: [3], name: 'x' });
  const shared = tfl.layers.dense({ units: 3, activation: 'tanh' });
  const once = shared.apply(input) as Symbolic;
  const twice = shared.apply(once) as Symbolic;
  const sum = tfl.layers.add().apply([input, twice]) as Symbolic;
  const output = tfl.layers.dense({ units: 2 }).apply(sum) as Symbolic;
  const model = seedWeights(tfl.model({ inputs: input, outputs: output }));
  const [first] = graphOf(model).places.filter(({ layer }) => layer === shared);
  return { model, shared, graph: singleGraph(model), once: first?.outputs[0] };
}

/** Applies calls, and notes the layers' classes. */
function noting(): { apply: ApplyCall; applied: string[] } {
  const applied: string[] = [];
  const apply: ApplyCall = (call, inputs) => {
    applied.push(call.layer.getClassName());
    return applyCall(call, inputs);
  };
  return { apply, applied };
}

afterEach(() => {
  tf.disposeVariables();
});

describe('evaluate', () => {
  it('applies every call once, inputs before outputs', async () => {
    const { model, graph } = branched();
    const x = randomTensor([2, 3], 4);
    const { apply, applied } = noting();
    const [y] = evaluate([graph.output], new Map([[graph.input, x]]), apply);
    await expectClose(y as tf.Tensor, model.predict(x) as tf.Tensor, 1e-6);
    expect(applied).toEqual(['Dense', 'Dense', 'Add', 'Dense']);
  });

  it('starts from what is known, and gives that back', () => {
    const { graph } = branched();
    const x = randomTensor([2, 3], 4);
    const once = graph.output.call?.inputs[0]?.call?.inputs[1]?.call?.inputs[0] as Value;
    const h = randomTensor([2, 3], 5);
    const { apply, applied } = noting();
    const known = new Map([
      [graph.input, x],
      [once, h],
    ]);
    const values = evaluate([once, graph.output], known, apply);
    expect(values[0]).toBe(h);
    expect(applied).toEqual(['Dense', 'Add', 'Dense']);
  });

  it('refuses values that depend on an unknown input', () => {
    const { graph } = branched();
    expect(() => evaluate([graph.output], new Map())).toThrow(
      /^the layers after the split also depend on the input 'x'$/,
    );
  });

  it('applies the layers inside nested models one by one', async () => {
    const inner = tfl.sequential();
    inner.add(tfl.layers.dense({ inputShape: [3], units: 4, activation: 'relu' }));
    const innermost = tfl.sequential();
    innermost.add(tfl.layers.dense({ inputShape: [4], units: 3 }));
    inner.add(innermost);
    const input = tfl.input({ shape: [3] });
    const once = inner.apply(input) as Symbolic;
    const output = tfl.layers.add().apply([once, inner.apply(once) as Symbolic]) as Symbolic;
    const model = seedWeights(tfl.model({ inputs: input, outputs: output }));
    const x = randomTensor([2, 3], 4);
    const { apply, applied } = noting();
    const { input: from, output: to } = singleGraph(model);
    await expectClose(evaluateFrom(from, x, to, apply), model.predict(x) as tf.Tensor, 1e-6);
    expect(applied).toEqual(['Dense', 'Dense', 'Dense', 'Dense', 'Add']);
  });
});

describe('applyCall', () => {
  it('applies layers as at inference', async () => {
    const dropout = callOn(tfl.layers.dropout({ rate: 0.9 }), [], [[null, 3]]);
    const x = randomTensor([2, 3], 4);
    await expectClose(applyCall(dropout, [x]) as tf.Tensor, x, 0);
  });

  it('leaves the activation of a bare call out', async () => {
    const x = randomTensor<tf.Rank.R2>([4, 3], 3);
    const layer = tfl.layers.dense({ units: 2, activation: 'relu', inputShape: [3] });
    const model = seedWeights(tfl.sequential({ layers: [layer] }));
    const [w, b] = model.getWeights() as [tf.Tensor2D, tf.Tensor];
    const z = tf.add(tf.matMul(x, w), b);
    const bare = callOn(layer, [], [[null, 2]], true);
    await expectClose(applyCall(bare, [x]) as tf.Tensor, z, 1e-6);
    for (const activation of [tfl.layers.reLU(), tfl.layers.softmax(), tfl.layers.leakyReLU()]) {
      expect(applyCall(callOn(activation, [], [[null, 3]], true), [x])).toBe(x);
    }
  });
});
