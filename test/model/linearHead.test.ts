import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { flatGraph } from '../../src/model/flatGraph';
import { type LinearHead, linearHead } from '../../src/model/linearHead';

type Symbolic = tfl.SymbolicTensor;

const { layers } = tfl;

const conv = (name: string, activation: 'linear' | 'relu' = 'linear') =>
  layers.conv2d({ filters: 2, kernelSize: 2, name, activation });

const dense = (name: string, activation: 'linear' | 'relu' | 'softmax' = 'linear') =>
  layers.dense({ units: 3, name, activation });

function headOf(shape: number[], ...list: tfl.layers.Layer[]) {
  const input = tfl.input({ shape });
  const output = list.reduce<Symbolic>((value, layer) => layer.apply(value) as Symbolic, input);
  return described(linearHead(flatGraph('test', tfl.model({ inputs: input, outputs: output }))));
}

/** Names of the run's layers and of the dense layers; or that of the obstacle. */
function described(head: ReturnType<typeof linearHead>) {
  if (!('denses' in head)) return { obstacle: head.obstacle?.name };
  const { run, denses, value } = head as LinearHead;
  expect(value.call!.layer).toBe(denses.at(-1));
  return {
    run: run?.calls.map(({ layer }) => layer.name),
    denses: denses.map(({ name }) => name),
  };
}

const image = [6, 5, 1];

afterEach(() => {
  tf.disposeVariables();
});

describe('linearHead', () => {
  it('is all up to the first nonlinearity, that of the last dense layer included', () => {
    const flatten = layers.flatten();
    expect(headOf(image, conv('a'), conv('b'), flatten, dense('d', 'relu'), dense('e'))).toEqual({
      ...{ run: ['a', 'b'], denses: ['d'] },
    });
    expect(headOf(image, conv('a'), layers.flatten(), dense('d'), dense('e', 'softmax'))).toEqual({
      ...{ run: ['a'], denses: ['d', 'e'] },
    });
  });

  it('goes through what does nothing to rows of numbers', () => {
    const drop = () => layers.dropout({ rate: 0.5 });
    const linear = layers.activation({ activation: 'linear' });
    expect(
      headOf(image, conv('a'), layers.flatten(), drop(), dense('d'), linear, drop(), dense('e')),
    ).toEqual({ run: ['a'], denses: ['d', 'e'] });
    const relu = layers.activation({ activation: 'relu' });
    expect(headOf(image, conv('a'), layers.flatten(), dense('d'), relu, dense('e'))).toEqual({
      ...{ run: ['a'], denses: ['d'] },
    });
  });

  it('knows global pooling and reshaping to rows', () => {
    const mean = layers.globalAveragePooling2d({ name: 'mean' });
    expect(headOf(image, conv('a'), mean, dense('d'))).toEqual({
      ...{ run: ['a', 'mean'], denses: ['d'] },
    });
    const rows = layers.reshape({ targetShape: [40] });
    expect(headOf(image, conv('a'), rows, dense('d'))).toEqual({ run: ['a'], denses: ['d'] });
  });

  it('has no run where dense layers read the input, flattened or not', () => {
    expect(headOf([4], dense('d'), dense('e', 'relu'), dense('f'))).toEqual({
      ...{ run: undefined, denses: ['d', 'e'] },
    });
    expect(headOf(image, layers.flatten(), dense('d'), dense('e'))).toEqual({
      ...{ run: undefined, denses: ['d', 'e'] },
    });
    const rows = layers.reshape({ targetShape: [30] });
    expect(headOf(image, rows, layers.dropout({ rate: 0.5 }), dense('d'))).toEqual({
      ...{ run: undefined, denses: ['d'] },
    });
  });

  it('is the longest of several', () => {
    const input = tfl.input({ shape: image });
    const through = (from: Symbolic, ...list: tfl.layers.Layer[]) =>
      list.reduce((value, layer) => layer.apply(value) as Symbolic, from);
    const flat = through(input, conv('a'), layers.flatten());
    const outputs = [through(flat, dense('d')), through(flat, dense('e'), dense('f'))];
    const model = tfl.model({ inputs: input, outputs });
    expect(described(linearHead(flatGraph('test', model)))).toEqual({
      ...{ run: ['a'], denses: ['e', 'f'] },
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
