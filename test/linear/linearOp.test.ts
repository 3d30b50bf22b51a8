import { describe, expect, it } from 'vitest';
import { span } from '../../src/linear/convolution';
import {
  channelsAfter,
  countsAlong,
  type LinearOp,
  type LinearRun,
  lengthAfter,
  opAxis,
} from '../../src/linear/linearOp';
import { convolutionOf, depthwiseOf, noZeros } from '../helpers/shapeMaps';

const pooling = {
  kind: 'pooling',
  size: [3, 2],
  strides: [2, 3],
  margins: [
    [2, 1],
    [0, 1],
  ],
} as const;

const padding = {
  kind: 'padding',
  margins: [
    [1, -2],
    [0, 3],
  ],
} as const;

const conv = convolutionOf([3, 2, 4, 5], { strides: [2, 1], dilations: [2, 3], margins: noZeros });

const sum: LinearOp = {
  kind: 'sum',
  branches: [
    [convolutionOf([3, 3, 4, 6]), depthwiseOf([1, 1, 6, 2])],
    [convolutionOf([1, 1, 4, 12])],
  ],
};

describe('span', () => {
  it('counts from the first to the last value that a kernel sees', () => {
    expect(span(conv)).toEqual([5, 4]);
    expect(span(convolutionOf([1, 4, 1, 1], { dilations: [7, 1] }))).toEqual([1, 4]);
  });
});

describe('mapAxis', () => {
  it('tells what maps do along each axis', () => {
    expect([opAxis(conv, 0), opAxis(conv, 1)]).toEqual([
      { span: 5, stride: 2, margins: [0, 0] },
      { span: 4, stride: 1, margins: [0, 0] },
    ]);
    expect([opAxis(pooling, 0), opAxis(pooling, 1)]).toEqual([
      { span: 3, stride: 2, margins: [2, 1] },
      { span: 2, stride: 3, margins: [0, 1] },
    ]);
    expect(opAxis(padding, 0)).toEqual({ span: 1, stride: 1, margins: [1, -2] });
  });
});

describe('lengthAfter and channelsAfter', () => {
  it('go through all maps', () => {
    const run: LinearRun = [padding, conv, depthwiseOf([2, 2, 5, 3]), pooling];
    expect(run.map((_, i) => lengthAfter(run.slice(0, i + 1), 0, 12))).toEqual([11, 4, 4, 3]);
    expect(run.map((_, i) => lengthAfter(run.slice(0, i + 1), 1, 12))).toEqual([15, 12, 12, 4]);
    expect(run.map((_, i) => channelsAfter(run.slice(0, i + 1), 4))).toEqual([4, 5, 15, 15]);
    expect([lengthAfter([], 0, 7), channelsAfter([], 3)]).toEqual([7, 3]);
  });

  it('take those of the branches of a sum, the value itself among them', () => {
    expect([lengthAfter([sum, conv], 0, 9), channelsAfter([sum], 4)]).toEqual([3, 12]);
    const itself: LinearOp = { kind: 'sum', branches: [[], [convolutionOf([3, 3, 4, 4])]] };
    expect([lengthAfter([itself], 1, 9), channelsAfter([itself], 4)]).toEqual([9, 4]);
  });
});

describe('countsAlong', () => {
  it('counts the values of each mean that lie inside', () => {
    // windows of 3 at -2, 0, 2, 4, of 5 values
    expect(countsAlong(pooling, 0, 5)).toEqual([1, 3, 3]);
    expect(countsAlong(pooling, 0, 6)).toEqual([1, 3, 3, 2]);
    expect(countsAlong(pooling, 1, 7)).toEqual([2, 2, 1]);
  });
});
