import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { graphOf } from '../../src/model/graph';
import { linearHead } from '../../src/model/linearHead';

type Symbolic = tfl.SymbolicTensor;

const { layers } = tfl;

const conv = (name: string, activation: 'linear' | 'relu' = 'linear') =>
  layers.conv2d({ filters: 2, kernelSize: 2, name, activation });

const dense = (name: string, activation: 'linear' | 'relu' | 'softmax' = 'linear') =>
  layers.dense({ units: 3, name, activation });

function headOf(shape: number[], ...list: tfl.layers.Layer[]) {
  const input = tfl.input({ shape });
  const output = list.reduce<Symbolic>((value, layer) => layer.apply(value) as Symbolic, input);
  return described(linearHead(graphOf(tfl.model({ inputs: input, outputs: output }))));
}

/** The last layer and the ops before it, [shape: kinds]; or the obstacle. */
function described(head: ReturnType<typeof linearHead>) {
  if (!('runs' in head)) return { obstacle: head.obstacle?.name };
  const { runs, value, layer } = head;
  expect(value.call!.layer).toBe(layer);
  const kinds = runs.map(({ ops, shape }) => [
    shape.slice(1).join('x'),
    ...ops.map(({ kind }) => kind),
  ]);
  return { last: layer.name, runs: kinds.map((words) => words.join(' ')) };
}

const image = [6, 5, 1];

afterEach(() => {
  tf.disposeVariables();
});

describe('linearHead', () => {
  const drop = () => layers.dropout({ rate: 0.5 });
  const convolved = '6x5x1 convolution';

  it('is all up to the first nonlinearity, that of the last dense layer included', () => {
    const flatten = layers.flatten();
    expect(headOf(image, conv('a'), conv('b'), flatten, dense('d', 'relu'), dense('e'))).toEqual({
      ...{ last: 'd', runs: ['6x5x1 convolution convolution', '24 convolution'] },
    });
    expect(headOf(image, conv('a'), layers.flatten(), dense('d'), dense('e', 'softmax'))).toEqual({
      ...{ last: 'e', runs: [convolved, '40 convolution convolution'] },
    });
  });

  it('goes through what does nothing to rows of numbers', () => {
    const linear = layers.activation({ activation: 'linear' });
    expect(
      headOf(image, conv('a'), layers.flatten(), drop(), dense('d'), linear, drop(), dense('e')),
    ).toEqual({ last: 'e', runs: [convolved, '40 convolution convolution'] });
    const relu = layers.activation({ activation: 'relu' });
    expect(headOf(image, conv('a'), layers.flatten(), dense('d'), relu, dense('e'))).toEqual({
      ...{ last: 'd', runs: [convolved, '40 convolution'] },
    });
  });

  it('knows global pooling and reshaping', () => {
    const mean = layers.globalAveragePooling2d({ name: 'mean' });
    expect(headOf(image, conv('a'), mean, dense('d'))).toEqual({
      ...{ last: 'd', runs: ['6x5x1 convolution pooling', '2 convolution'] },
    });
    const rows = layers.reshape({ targetShape: [40] });
    expect(headOf(image, conv('a'), rows, dense('d'))).toEqual({
      ...{ last: 'd', runs: [convolved, '40 convolution'] },
    });
    const toImage = layers.reshape({ targetShape: [6, 5, 1] });
    expect(headOf([30], drop(), toImage, conv('a'), layers.flatten(), dense('d'))).toEqual({
      ...{ last: 'd', runs: [convolved, '40 convolution'] },
    });
  });

  it('normalises rows, also behind the last dense layer', () => {
    const [before, behind] = [layers.batchNormalization(), layers.batchNormalization()];
    const list = [layers.flatten(), before, dense('d'), behind, layers.reLU(), dense('e')];
    expect(headOf(image, ...list)).toEqual({
      ...{ last: behind.name, runs: ['30 depthwise convolution depthwise'] },
    });
  });

  it('reads the input, flattened or not', () => {
    expect(headOf([4], dense('d'), dense('e', 'relu'), dense('f'))).toEqual({
      ...{ last: 'e', runs: ['4 convolution convolution'] },
    });
    expect(headOf(image, drop(), layers.flatten(), dense('d'), dense('e'))).toEqual({
      ...{ last: 'e', runs: ['30 convolution convolution'] },
    });
  });

  it('is the longest of several, and passes through what others read too', () => {
    const input = tfl.input({ shape: image });
    const through = (from: Symbolic, ...list: tfl.layers.Layer[]) =>
      list.reduce((value, layer) => layer.apply(value) as Symbolic, from);
    const [first, flat] = [conv('a'), layers.flatten()];
    const flattened = through(input, first, conv('b'), flat);
    const outputs = [
      ...[first.output as Symbolic, through(flattened, dense('d'))],
      through(flattened, dense('e'), dense('f')),
    ];
    const model = tfl.model({ inputs: input, outputs });
    expect(described(linearHead(graphOf(model)))).toEqual({
      ...{ last: 'f', runs: [convolved, '5x4x2 convolution', '24 convolution convolution'] },
    });
  });

  it('names the first layer in its way', () => {
    const max = layers.maxPooling2d({ poolSize: 2, name: 'max' });
    expect(headOf(image, conv('a'), max, layers.flatten(), dense('d'))).toEqual({
      obstacle: 'max',
    });
    expect(headOf(image, conv('a', 'relu'), conv('b'), layers.flatten(), dense('d'))).toEqual({
      obstacle: 'a',
    });
    const relu = layers.reLU({ name: 'relu' });
    expect(headOf(image, conv('a'), relu, layers.flatten(), dense('d'))).toEqual({
      obstacle: 'relu',
    });
    const channelsFirst = layers.flatten({ dataFormat: 'channelsFirst' });
    expect(headOf(image, conv('a'), channelsFirst, dense('d'))).toHaveProperty('obstacle');
    expect(
      headOf(image, layers.flatten({ dataFormat: 'channelsFirst' }), dense('d')),
    ).toHaveProperty('obstacle');
  });

  it('has none in models without dense layers', () => {
    expect(headOf(image, conv('a'), layers.flatten())).toEqual({ obstacle: undefined });
  });
});
