import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { applyCall } from '../../src/model/evaluate';
import { callOn, graphOf } from '../../src/model/graph';
import { outputShapes } from '../../src/model/outputShapes';

const { layers } = tfl;
const signal = [7, 3];
const image = [7, 5, 2];

afterEach(() => {
  tf.disposeVariables();
});

const causal = (args: object = {}) =>
  layers.conv1d({ filters: 4, kernelSize: 3, padding: 'causal', ...args });

describe('outputShapes', () => {
  it.each([
    ['a causal convolution', () => causal(), signal, [7, 4]],
    ['one with strides', () => causal({ strides: 3 }), signal, [3, 4]],
    ['one with dilation', () => causal({ dilationRate: 4 }), signal, [7, 4]],
    ['another', () => layers.conv1d({ filters: 4, kernelSize: 3, strides: 2 }), signal, [3, 4]],
    ['a resizing', () => layers.resizing({ height: 4, width: 9 }), image, [4, 9, 2]],
    ['a cut', () => layers.centerCrop({ height: 3, width: 2 }), image, [3, 2, 2]],
  ] as const)('are what %s gives', (_, make, size, expected) => {
    const [layer, shape] = [make() as tfl.layers.Layer, [2, ...size]];
    expect(outputShapes(layer, [shape])).toEqual([[2, ...expected]]);
    expect(shape).toEqual([2, ...size]);
    layer.build(shape);
    layer.built = true;
    const x = tf.ones(shape);
    expect((applyCall(callOn(layer, [x], [[]]), [x]) as tf.Tensor).shape).toEqual([2, ...expected]);
  });

  it('keep what is not known', () => {
    expect(outputShapes(causal(), [[null, null, 3]])).toEqual([[null, null, 4]]);
    expect(outputShapes(causal({ strides: 2 }), [[null, 7, 3]])).toEqual([[null, 4, 4]]);
  });

  it('are those of the graph, behind such layers too', () => {
    const input = tfl.input({ shape: signal });
    const y = layers.averagePooling1d({ poolSize: 2 }).apply(causal().apply(input));
    const { outputs } = graphOf(tfl.model({ inputs: input, outputs: y as tfl.SymbolicTensor }));
    expect(outputs[0]!.shape).toEqual([null, 3, 4]);
  });
});
