import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { type Call, graphOf, singleGraph, type Value } from '../../src/model/graph';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';

type Symbolic = tfl.SymbolicTensor;

const { layers } = tfl;

const conv = (filters: number, name: string) =>
  layers.conv2d({ filters, kernelSize: 3, padding: 'same', name });

/** The names of the calls that lead to a value, from inside to outside. */
function written({ call }: Value): string {
  return call ? `${call.layer.name}(${call.inputs.map(written).join(', ')})` : 'x';
}

const callOf = (value: Value | undefined) => value!.call as Call;

afterEach(() => {
  tf.disposeVariables();
});

describe('graphOf', () => {
  it('gives every call with its layer, inputs and shapes', () => {
    const model = tfl.sequential({
      layers: [
        layers.conv2d({ inputShape: [6, 5, 1], filters: 2, kernelSize: 3, name: 'a' }),
        layers.flatten({ name: 'b' }),
        layers.dense({ units: 3, name: 'c' }),
      ],
    });
    const { inputs, outputs } = graphOf(model);
    expect(outputs.map(written)).toEqual(['c(b(a(x)))']);
    expect(inputs).toMatchObject([{ shape: [null, 6, 5, 1], dtype: 'float32' }]);
    expect(outputs[0]!.shape).toEqual([null, 3]);
    const c = callOf(outputs[0]);
    expect(c.layer).toBe(model.layers[2]);
    expect(c.outputs).toEqual(outputs);
    expect(c.inputs[0]!.shape).toEqual([null, 24]);
    const a = callOf(callOf(c.inputs[0]).inputs[0]);
    expect(a.inputs[0]).toBe(inputs[0]);
    expect(a.outputs[0]!.shape).toEqual([null, 4, 3, 2]);
  });

  it('takes nested models apart, in any depth', () => {
    const innermost = tfl.sequential({ name: 'innermost' });
    innermost.add(layers.dense({ inputShape: [4], units: 3, name: 'c' }));
    const inner = tfl.sequential({ name: 'inner' });
    inner.add(layers.dense({ inputShape: [3], units: 4, name: 'b' }));
    inner.add(innermost);
    const outer = tfl.sequential();
    outer.add(layers.dense({ inputShape: [2], units: 3, name: 'a' }));
    outer.add(inner);
    outer.add(layers.dense({ units: 1, name: 'd' }));
    expect(graphOf(outer).outputs.map(written)).toEqual(['d(c(b(a(x))))']);
  });

  it('says where layers and models lie, called or not, each after those that it depends on', () => {
    const named = (name: string, ...list: tfl.layers.Layer[]) =>
      tfl.sequential({ name, layers: list });
    const innermost = named('c', layers.dense({ inputShape: [2], units: 3, name: 'd' }));
    const first = named('a', named('b', innermost), layers.dense({ units: 2, name: 'e' }));
    const shared = named('f', layers.dense({ inputShape: [2], units: 2, name: 'g' }));
    const outer = named('model', first, shared, layers.dense({ units: 1, name: 'h' }));
    const input = tfl.input({ shape: [2], name: 'x' });
    const twice = shared.apply(shared.apply(input) as Symbolic) as Symbolic;
    const paths = (model: tfl.LayersModel) =>
      graphOf(model).places.map(({ names }) => names.join('/'));
    expect(paths(outer)).toEqual(['a/b/c/d', 'a/e', 'f/g', 'f', 'h', 'a/b/c', 'a/b', 'a']);
    const model = tfl.model({ inputs: input, outputs: twice });
    expect(paths(model)).toEqual(['x', 'f/g', 'f', 'f/g', 'f']);
  });

  it('takes a model apart that is the first layer of another one', () => {
    const inner = tfl.sequential();
    inner.add(layers.dense({ inputShape: [2], units: 3, name: 'a' }));
    const outer = tfl.sequential();
    outer.add(inner);
    outer.add(layers.dense({ units: 1, name: 'b' }));
    expect(graphOf(outer).outputs.map(written)).toEqual(['b(a(x))']);
  });

  it('calls the layers of a functional model anew for each of its calls', () => {
    const inside = tfl.input({ shape: [3] });
    const once = layers.dense({ units: 3, name: 'a' }).apply(inside) as Symbolic;
    const both = layers.add({ name: 'b' }).apply([inside, once]) as Symbolic;
    const inner = tfl.model({ inputs: inside, outputs: both });
    const input = tfl.input({ shape: [3] });
    const first = inner.apply(input) as Symbolic;
    const second = inner.apply(first) as Symbolic;
    const { outputs } = graphOf(tfl.model({ inputs: input, outputs: second }));
    const text = 'b(b(x, a(x)), a(b(x, a(x))))';
    expect(outputs.map(written)).toEqual([text]);
    const outer = callOf(outputs[0]);
    const a = [callOf(outer.inputs[1]), callOf(callOf(outer.inputs[0]).inputs[1])] as const;
    expect(a[0].layer).toBe(a[1].layer);
    expect(a[0]).not.toBe(a[1]);
  });

  it('has one call for a value that is read twice, and two for a layer that is called twice', () => {
    const input = tfl.input({ shape: [6, 5, 2] });
    const shared = conv(2, 'shared');
    const once = shared.apply(input) as Symbolic;
    const twice = shared.apply(once) as Symbolic;
    const sum = layers.add({ name: 'sum' }).apply([once, twice]) as Symbolic;
    const { outputs } = graphOf(tfl.model({ inputs: input, outputs: sum }));
    expect(outputs.map(written)).toEqual(['sum(shared(x), shared(shared(x)))']);
    const [left, right] = callOf(outputs[0]).inputs;
    expect(callOf(right).inputs[0]).toBe(left);
    expect(callOf(right).layer).toBe(callOf(left).layer);
  });

  it('takes several inputs and outputs, of nested models too', () => {
    const [a, b] = [tfl.input({ shape: [2] }), tfl.input({ shape: [3] })];
    const joined = layers.concatenate({ name: 'joined' }).apply([a, b]) as Symbolic;
    const p = layers.dense({ units: 2, name: 'p' }).apply(joined) as Symbolic;
    const q = layers.dense({ units: 3, name: 'q' }).apply(joined) as Symbolic;
    const inner = tfl.model({ inputs: [a, b], outputs: [p, q] });
    const [x, y] = [tfl.input({ shape: [2] }), tfl.input({ shape: [3] })];
    const [first, second] = inner.apply([x, y]) as Symbolic[];
    const outer = tfl.model({
      inputs: [x, y],
      outputs: [layers.dense({ units: 1, name: 'r' }).apply(second!) as Symbolic, first!, x],
    });
    const { inputs, outputs } = graphOf(outer);
    expect(inputs.map(({ shape }) => shape)).toEqual([
      [null, 2],
      [null, 3],
    ]);
    expect(outputs.map(written)).toEqual(['r(q(joined(x, x)))', 'p(joined(x, x))', 'x']);
    expect(outputs[2]).toBe(inputs[0]);
    const ends = callOf(outputs[1]).inputs[0]!;
    expect(callOf(callOf(outputs[0]).inputs[0]).inputs[0]).toBe(ends);
    expect(callOf(ends).inputs).toEqual(inputs);
  });

  it('knows layers of several outputs', () => {
    class Halves extends layers.Layer {
      static className = 'Halves';
      override computeOutputShape() {
        return [
          [null, 2],
          [null, 3],
        ];
      }
      override call(inputs: tf.Tensor | tf.Tensor[]) {
        return tf.split([inputs].flat()[0] as tf.Tensor, [2, 3], 1);
      }
    }
    const input = tfl.input({ shape: [5] });
    const [first, second] = new Halves({ name: 'halves' }).apply(input) as Symbolic[];
    const model = tfl.model({ inputs: input, outputs: [second!, first!] });
    const { outputs } = graphOf(model);
    expect(outputs.map(({ shape }) => shape)).toEqual([
      [null, 3],
      [null, 2],
    ]);
    const call = callOf(outputs[0]);
    expect(callOf(outputs[1])).toBe(call);
    expect(call.outputs[0]).toBe(outputs[1]);
    expect(call.outputs[1]).toBe(outputs[0]);
  });

  it('makes no tensors', async () => {
    const model = tfl.sequential({ layers: [layers.dense({ units: 2, inputShape: [3] })] });
    await expectNoLeak(() => {
      graphOf(model);
    });
  });

  it('refuses what is no built model, on behalf of its caller', async () => {
    const rule = (got: string) =>
      new RegExp(`^model must be a built tf.LayersModel, but it is ${got}$`);
    const unknown = (value: unknown) => () => graphOf(value as tfl.LayersModel);
    await expectRefusal(unknown(undefined), rule('undefined'));
    await expectRefusal(unknown(null), rule('null'));
    await expectRefusal(unknown(3), rule('3'));
    await expectRefusal(unknown({}), rule('an object'));
    await expectRefusal(unknown(tfl.sequential()), rule('an object'));
  });
});

describe('singleGraph', () => {
  it('gives the input and the output of a model', () => {
    const model = tfl.sequential({ layers: [layers.dense({ units: 2, inputShape: [3] })] });
    const { input, output } = singleGraph(model);
    expect(input).toEqual({
      shape: [null, 3],
      dtype: 'float32',
      name: model.inputs[0]?.sourceLayer.name,
    });
    expect(output.shape).toEqual([null, 2]);
    expect(output.call?.inputs).toEqual([input]);
  });

  it('refuses models of several ends, and what is no model', () => {
    const input = tfl.input({ shape: [3] });
    const once = layers.dense({ units: 2 }).apply(input) as tfl.SymbolicTensor;
    const two = tfl.model({
      inputs: input,
      outputs: [once, layers.dense({ units: 1 }).apply(once) as tfl.SymbolicTensor],
    });
    expect(() => singleGraph(two)).toThrow(
      /^model must have one input and one output, but it has 1 and 2$/,
    );
    const rule = /^model must be a built tf.LayersModel, but it is (an object|undefined)$/;
    expect(() => singleGraph(undefined as unknown as tfl.LayersModel)).toThrow(rule);
    expect(() => singleGraph({} as tfl.LayersModel)).toThrow(rule);
    expect(() => singleGraph(tfl.sequential())).toThrow(
      /must be a built tf.LayersModel, but it is an object$/,
    );
  });
});
