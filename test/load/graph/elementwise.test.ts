import { describe, expect, it } from 'vitest';
import { layersFromGraph } from '../../../src/load/index';
import { classesOf, expectAgreement } from '../../helpers/graphAgreement';
import {
  floats,
  graphFrom,
  imageOp,
  positive,
  type WrittenGraph,
  type WrittenNode,
  weight,
} from '../../helpers/graphWriter';

const image = { x: [-1, 5, 4, 3] };
const conv = imageOp('Conv2D', ['x', 'kernel']);
const kernel = weight([3, 3, 3, 4]);

/** Behind a convolution, with numbers by name. */
const behind = (
  nodes: Record<string, WrittenNode>,
  numbers: WrittenGraph['weights'] = {},
): WrittenGraph => ({
  ...{ inputs: image, weights: { kernel, ...numbers }, outputs: ['y'] },
  nodes: { conv, ...nodes },
});

describe('functions of each value', () => {
  const folded = ['Relu', 'Relu6', 'Elu', 'Selu', 'Sigmoid', 'Tanh', 'Softplus'];
  it.each(folded)('%s', (op) =>
    expectAgreement(behind({ y: [op, ['conv']] }), { classes: ['Conv2D'] }),
  );
  it.each(['Exp', 'Abs', 'Erf', 'Sin', 'Cos', 'Square', 'Expm1'])('%s', (op) =>
    expectAgreement(behind({ y: [op, ['conv']] })),
  );
  it.each(['Sqrt', 'Rsqrt', 'Log', 'Log1p', 'Reciprocal'])('%s', (op) =>
    expectAgreement(
      behind(
        { a: ['Square', ['conv']], b: ['AddV2', ['a', 'one']], y: [op, ['b']] },
        { one: floats(1) },
      ),
    ),
  );
  it.each([3, 0.5, -1, 2])('Pow by %s', (exponent) =>
    expectAgreement(
      behind(
        { a: ['Abs', ['conv']], b: ['AddV2', ['a', 'one']], y: ['Pow', ['b', 'exponent']] },
        { one: floats(1), exponent: floats(exponent) },
      ),
    ),
  );
  it('Neg, SquaredDifference', () =>
    expectAgreement(
      behind(
        {
          n: ['Neg', ['conv']],
          s: ['SquaredDifference', ['n', 'c']],
          y: ['SquaredDifference', ['s', 'conv']],
        },
        { c: floats(0.3) },
      ),
    ));
  it('LeakyRelu with a slope of its own', () =>
    expectAgreement(behind({ y: ['LeakyRelu', ['conv'], { alpha: { f: 0.07 } }] }), {
      classes: ['Conv2D', 'LeakyReLU'],
    }));
  it.each([
    ['of channels', [4], ['Conv2D', 'PReLU']],
    ['of each value', [5, 4, 4], ['Conv2D', 'PReLU']],
    ['of rows', [5, 1, 1], ['Conv2D', 'PReLU']],
    ['one', [1, 1, 1], ['Conv2D', 'LeakyReLU']],
  ] as const)('Prelu, slopes %s', (_, shape, classes) =>
    expectAgreement(behind({ y: ['Prelu', ['conv', 'slopes']] }, { slopes: weight(shape, 4) }), {
      classes,
    }),
  );
});

describe('activations that graphs write in parts are one', () => {
  const numbers = {
    ...{ zero: floats(0), half: floats(0.5), one: floats(1), three: floats(3), six: floats(6) },
    ...{ sixth: floats(1 / 6), root: floats(Math.SQRT1_2), cubic: floats(0.044715) },
    ...{
      pi: floats(Math.sqrt(2 / Math.PI)),
      slope: floats(0.1),
      minus: weight([4]),
      wide: floats(1, [1, 1, 1, 1]),
    },
  };
  const cases: [string, Record<string, WrittenNode>, string[]][] = [
    ['swish', { s: ['Sigmoid', ['conv']], y: ['Mul', ['conv', 's']] }, ['Conv2D']],
    ['swish, turned', { s: ['Sigmoid', ['conv']], y: ['Mul', ['s', 'conv']] }, ['Conv2D']],
    [
      'swish by exp',
      {
        n: ['Neg', ['conv']],
        e: ['Exp', ['n']],
        s: ['AddV2', ['e', 'wide']],
        y: ['RealDiv', ['conv', 's']],
      },
      ['Conv2D'],
    ],
    [
      'mish',
      { s: ['Softplus', ['conv']], t: ['Tanh', ['s']], y: ['Mul', ['conv', 't']] },
      ['Conv2D'],
    ],
    [
      'gelu',
      {
        a: ['Mul', ['conv', 'root']],
        e: ['Erf', ['a']],
        p: ['AddV2', ['e', 'one']],
        h: ['Mul', ['half', 'conv']],
        y: ['Mul', ['h', 'p']],
      },
      ['Conv2D'],
    ],
    [
      'gelu by tanh',
      {
        c: ['Pow', ['conv', 'three']],
        s: ['Mul', ['c', 'cubic']],
        a: ['AddV2', ['conv', 's']],
        b: ['Mul', ['a', 'pi']],
        t: ['Tanh', ['b']],
        p: ['AddV2', ['one', 't']],
        h: ['Mul', ['half', 'p']],
        y: ['Mul', ['conv', 'h']],
      },
      ['Conv2D'],
    ],
    ['relu by Maximum', { y: ['Maximum', ['conv', 'zero']] }, ['Conv2D']],
    [
      'relu6 by limits',
      { m: ['Maximum', ['zero', 'conv']], y: ['Minimum', ['m', 'six']] },
      ['Conv2D'],
    ],
    ['relu6 by ClipByValue', { y: ['ClipByValue', ['conv', 'zero', 'six']] }, ['Conv2D']],
    [
      'relu up to another limit',
      { m: ['Relu', ['conv']], y: ['Minimum', ['m', 'three']] },
      ['Conv2D', 'ReLU'],
    ],
    [
      'leaky by Maximum',
      { s: ['Mul', ['conv', 'slope']], y: ['Maximum', ['conv', 's']] },
      ['Conv2D', 'LeakyReLU'],
    ],
    [
      'slopes of channels in parts',
      {
        p: ['Relu', ['conv']],
        n: ['Neg', ['conv']],
        q: ['Relu', ['n']],
        s: ['Mul', ['minus', 'q']],
        y: ['AddV2', ['p', 's']],
      },
      ['Conv2D', 'PReLU'],
    ],
    [
      'swish of what is read twice',
      {
        r: ['Relu', ['conv']],
        s: ['Sigmoid', ['r']],
        m: ['Mul', ['r', 's']],
        t: ['MaxPool', ['r'], { ksize: [1, 1, 1, 1], strides: [1, 1, 1, 1], padding: 'SAME' }],
        y: ['AddV2', ['t', 'm']],
      },
      ['Conv2D', 'MaxPooling2D', 'Activation', 'Add'],
    ],
  ];
  it.each(cases)('%s', (_, nodes, classes) => expectAgreement(behind(nodes, numbers), { classes }));

  it.each([
    [
      'hard sigmoid',
      { a: ['AddV2', ['conv', 'three']], r: ['Relu6', ['a']], y: ['Mul', ['r', 'sixth']] },
    ],
    [
      'hard swish',
      {
        a: ['AddV2', ['conv', 'three']],
        r: ['Relu6', ['a']],
        m: ['Mul', ['conv', 'r']],
        y: ['Mul', ['m', 'sixth']],
      },
    ],
    [
      'hard swish, divided',
      {
        a: ['AddV2', ['conv', 'three']],
        r: ['Relu6', ['a']],
        d: ['RealDiv', ['r', 'six']],
        y: ['Mul', ['conv', 'd']],
      },
    ],
    ['limits of its own', { y: ['ClipByValue', ['conv', 'slope', 'half']] }],
    ['a limit for each channel', { y: ['Maximum', ['conv', 'minus']] }],
    ['an upper limit for each channel', { y: ['Minimum', ['minus', 'conv']] }],
    [
      'softsign in parts',
      { a: ['Abs', ['conv']], p: ['AddV2', ['a', 'one']], y: ['RealDiv', ['conv', 'p']] },
    ],
  ] as [string, Record<string, WrittenNode>][])('%s', (_, nodes) =>
    expectAgreement(behind(nodes, numbers)),
  );
});

describe('numbers of the file', () => {
  const ops = ['Mul', 'AddV2', 'Sub', 'RealDiv', 'Maximum', 'Minimum'];
  const shapes = [
    [],
    [1],
    [3],
    [1, 1, 3],
    [1, 1, 1, 3],
    [1, 1, 1, 1],
    [5, 1, 1],
    [4, 1],
    [5, 4, 3],
    [1, 5, 1, 3],
  ];
  for (const op of ops) {
    it.each(shapes.map((shape) => [`[${shape}]`, shape] as const))(
      `${op} with %s, on both sides`,
      async (_, shape) => {
        const weights = { c: positive(shape, 3) };
        await expectAgreement({ inputs: image, weights, nodes: { y: [op, ['x', 'c']] } });
        const shifted = { ...weights, ten: floats(10) };
        const nodes = { s: ['AddV2', ['x', 'ten']], y: [op, ['c', 's']] } as const;
        await expectAgreement({ inputs: image, weights: shifted, nodes });
      },
    );
  }
  it.each([[7], [6, 3], [3, 4, 2, 3], [2, 3, 2, 2, 3]])('of values of shape %o', (...shape) => {
    const channels = shape.at(-1) as number;
    return expectAgreement({
      inputs: { x: [-1, ...shape] },
      weights: { a: weight([channels]), b: weight([channels], 2) },
      nodes: { m: ['Mul', ['x', 'a']], y: ['AddV2', ['m', 'b']] },
    });
  });
  it('are computed with one another first', () =>
    expectAgreement(
      behind(
        {
          v: ['AddV2', ['variance', 'epsilon']],
          r: ['Rsqrt', ['v']],
          m: ['Mul', ['r', 'gamma']],
          a: ['Mul', ['conv', 'm']],
          n: ['Mul', ['mean', 'm']],
          b: ['Sub', ['beta', 'n']],
          z: ['AddV2', ['a', 'b']],
          y: ['Relu', ['z']],
        },
        {
          ...{ variance: positive([4]), epsilon: floats(1e-3), gamma: weight([4], 2) },
          ...{ mean: weight([4], 3), beta: weight([4], 4) },
        },
      ),
      { classes: ['Conv2D', 'BatchNormalization', 'Activation'] },
    ));
  it('make a preprocessing a layer of its own', () =>
    expectAgreement(
      {
        weights: { kernel, by: floats(127.5), less: floats(1) },
        nodes: {
          d: ['RealDiv', ['x', 'by']],
          s: ['Sub', ['d', 'less']],
          y: imageOp('Conv2D', ['s', 'kernel']),
        },
      },
      { classes: ['Rescaling', 'Conv2D'] },
    ));
  it.each(['FusedBatchNorm', 'FusedBatchNormV2', 'FusedBatchNormV3'])('%s', (op) =>
    expectAgreement(
      behind(
        { y: [op, ['conv', 'g', 'b', 'm', 'v'], { epsilon: { f: 0.01 }, is_training: false }] },
        { g: weight([4], 1), b: weight([4], 2), m: weight([4], 3), v: positive([4], 4) },
      ),
      { classes: ['Conv2D', 'BatchNormalization'] },
    ),
  );
});

describe('two signals', () => {
  it.each(['AddV2', 'Sub', 'Mul', 'RealDiv', 'Maximum', 'Minimum', 'SquaredDifference'])(
    '%s',
    (op) =>
      expectAgreement({
        ...{ inputs: image, weights: { kernel: weight([3, 3, 3, 3]), four: floats(4) } },
        nodes: { conv, a: ['Exp', ['conv']], b: ['AddV2', ['a', 'four']], y: [op, ['x', 'b']] },
      }),
  );
  it('of images and their channels, as attention weighs them', () =>
    expectAgreement(
      behind(
        {
          m: ['Mean', ['conv', 'axes'], { keep_dims: true }],
          e: imageOp('Conv2D', ['m', 'small']),
          s: ['Sigmoid', ['e']],
          y: ['Mul', ['conv', 's']],
        },
        { axes: { ...floats([1, 2]), dtype: 'int32' }, small: weight([1, 1, 4, 4]) },
      ),
    ));
  it('AddN', () =>
    expectAgreement({
      inputs: image,
      nodes: { a: ['Relu', ['x']], b: ['Tanh', ['x']], y: ['AddN', ['x', 'a', 'b']] },
    }));
  it('a value with itself', () =>
    expectAgreement({
      inputs: image,
      nodes: { a: ['AddV2', ['x', 'x']], b: ['Mul', ['a', 'x']], y: ['Maximum', ['b', 'b']] },
    }));
});

it('long chains of functions stay right', async () => {
  const nodes: Record<string, WrittenNode> = {};
  let last = 'x';
  for (let i = 0; i < 60; i++) {
    nodes[`s${i}`] = ['Sigmoid', [last]];
    nodes[`m${i}`] = ['Mul', [last, `s${i}`]];
    nodes[`a${i}`] = ['AddV2', [`m${i}`, last]];
    last = `a${i}`;
  }
  const graph = await graphFrom({ inputs: image, nodes });
  const model = await layersFromGraph(graph);
  expect(classesOf(model).length).toBeLessThan(200);
  model.dispose();
  graph.dispose();
});
