import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { applyInside, applyLayer, callOf, callsTo, endsOf, evaluate } from '../../src/model/graph';
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
  return { model, input, shared, once, twice, sum, output };
}

afterEach(() => {
  tf.disposeVariables();
});

describe('callOf and callsTo', () => {
  it('tell the calls of a shared layer apart', () => {
    const { input, once, twice, sum, output } = branched();
    expect(callOf(once).inputTensors).toEqual([input]);
    expect(callOf(twice).inputTensors).toEqual([once]);
    expect(callOf(sum).inputTensors).toEqual([input, twice]);
    expect(callsTo(output)).toEqual([input, once, twice, sum, output]);
    expect(callsTo(once)).toEqual([input, once]);
  });
});

describe('evaluate', () => {
  it('applies every call once, inputs before outputs', async () => {
    const { model, input, shared, output } = branched();
    const x = randomTensor([2, 3], 4);
    const applied: string[] = [];
    const [y] = evaluate(
      'test',
      [output],
      new Map([[input.id, x]]),
      (layer, inputs: tf.Tensor[]) => {
        applied.push(layer.name);
        return applyLayer(layer, inputs);
      },
    );
    await expectClose(y as tf.Tensor, model.predict(x) as tf.Tensor, 1e-6);
    expect(applied.filter((name) => name === shared.name).length).toBe(2);
    expect(applied.length).toBe(4);
  });

  it('starts from what is known, and gives that back', () => {
    const { input, once, output } = branched();
    const values = evaluate<string>(
      'test',
      [once, output],
      new Map([
        [input.id, 'x'],
        [once.id, 'h'],
      ]),
      (layer, inputs) => `${layer.getClassName()}(${inputs})`,
    );
    expect(values).toEqual(['h', 'Dense(Add(x,Dense(h)))']);
  });

  it('refuses values that depend on an unknown input', () => {
    const { once, output } = branched();
    expect(() => evaluate('f', [output], new Map([[once.id, 'h']]), () => '')).toThrow(
      /^f: the layers after the split also depend on the input 'x'$/,
    );
  });
});

describe('applyInside', () => {
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
    const applied: string[] = [];
    const apply = applyInside('test', (layer, inputs) => {
      applied.push(layer.getClassName());
      return applyLayer(layer, inputs);
    });
    const [y] = evaluate('test', [output], new Map([[input.id, x]]), apply);
    await expectClose(y as tf.Tensor, model.predict(x) as tf.Tensor, 1e-6);
    expect(applied).toEqual(['Dense', 'Dense', 'Dense', 'Dense', 'Add']);
  });
});

describe('applyLayer', () => {
  it('applies layers as at inference', async () => {
    const dropout = tfl.layers.dropout({ rate: 0.9 });
    const x = randomTensor([2, 3], 4);
    await expectClose(applyLayer(dropout, [x]) as tf.Tensor, x, 0);
  });
});

describe('endsOf', () => {
  it('gives the input and the output of a model', () => {
    const { model, input, output } = branched();
    expect(endsOf('f', model)).toEqual([input, output]);
  });

  it('refuses models of several ends, and what is no model', () => {
    const { input, once, output } = branched();
    const two = tfl.model({ inputs: input, outputs: [once, output] });
    expect(() => endsOf('f', two)).toThrow(
      /^f: model must have one input and one output, but it has 1 and 2$/,
    );
    const rule = /^f: model must be a built tf.LayersModel, but it is (Object|undefined)$/;
    expect(() => endsOf('f', undefined as unknown as tfl.LayersModel)).toThrow(rule);
    expect(() => endsOf('f', {} as tfl.LayersModel)).toThrow(rule);
    expect(() => endsOf('f', tfl.sequential())).toThrow(/but it has 0 and 0$/);
  });
});
