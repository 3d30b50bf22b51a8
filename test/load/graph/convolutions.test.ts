import { describe, it } from 'vitest';
import { expectAgreement } from '../../helpers/graphAgreement';
import { floats, imageOp, ints, weight } from '../../helpers/graphWriter';

const kernel = weight([3, 3, 3, 4]);
const strided = { strides: [1, 2, 2, 1] };

describe('convolutions', () => {
  const sizes = [
    [8, 8],
    [7, 5],
    [1, 6],
  ];
  const settings: Record<string, object> = {
    same: {},
    valid: { padding: 'VALID' },
    'same, strided': strided,
    'valid, strided': { ...strided, padding: 'VALID' },
    'strides of their own': { strides: [1, 2, 1, 1] },
    dilated: { dilations: [1, 2, 3, 1] },
    'dilated, valid': { dilations: [1, 2, 1, 1], padding: 'VALID' },
    explicit: { padding: 'EXPLICIT', explicit_paddings: [0, 0, 1, 2, 0, 3, 0, 0] },
    'explicit, strided': {
      ...strided,
      ...{ padding: 'EXPLICIT', explicit_paddings: [0, 0, 0, 1, 0, 1, 0, 0] },
    },
  };
  for (const [rows, columns] of sizes as [number, number][]) {
    it.each(Object.keys(settings))(`${rows} x ${columns}, %s`, async (name) => {
      const attributes = settings[name] as { padding?: string };
      const isTooLarge =
        rows < 3 && (attributes.padding === 'VALID' || name === 'explicit, strided');
      if (isTooLarge) return;
      const inputs = { x: [-1, rows, columns, 3] };
      await expectAgreement({
        ...{ inputs, weights: { kernel } },
        nodes: { y: imageOp('Conv2D', ['x', 'kernel'], attributes) },
      });
    });
    it.each(['same', 'valid', 'same, strided', 'explicit', 'dilated'])(
      `${rows} x ${columns}, depthwise, %s`,
      async (name) => {
        const attributes = settings[name] as { padding?: string };
        if (rows < 3 && attributes.padding === 'VALID') return;
        await expectAgreement({
          inputs: { x: [-1, rows, columns, 3] },
          weights: { kernel: weight([3, 2, 3, 2]) },
          nodes: { y: imageOp('DepthwiseConv2dNative', ['x', 'kernel'], attributes) },
        });
      },
    );
  }

  it('of even kernels, and strings as bytes', () =>
    expectAgreement({
      ...{
        inputs: { x: [-1, 7, 8, 3] },
        weights: { kernel: weight([2, 4, 3, 5]) },
        strings: 'bytes',
      },
      nodes: { y: imageOp('Conv2D', ['x', 'kernel'], strided) },
    }));

  it('with channels first', () =>
    expectAgreement(
      {
        ...{ inputs: { x: [-1, 3, 8, 7] }, weights: { kernel, two: weight([3, 3, 4, 2]) } },
        nodes: {
          a: imageOp('Conv2D', ['x', 'kernel'], { data_format: 'NCHW' }),
          b: ['Relu', ['a']],
          y: imageOp('Conv2D', ['b', 'two'], { data_format: 'NCHW', padding: 'VALID' }),
        },
      },
      { classes: ['Permute', 'Conv2D', 'Conv2D', 'Permute'] },
    ));

  it('of images of any size', () =>
    expectAgreement({
      ...{ inputs: { x: [-1, -1, -1, 3] }, weights: { kernel } },
      nodes: { y: imageOp('Conv2D', ['x', 'kernel'], strided) },
    }));

  it('of an input that says no shape', () =>
    expectAgreement({
      ...{ inputs: { x: null }, weights: { kernel, scale: floats(2) } },
      nodes: { s: ['Mul', ['x', 'scale']], y: imageOp('Conv2D', ['s', 'kernel'], strided) },
    }));

  it('of volumes', () =>
    expectAgreement({
      ...{ inputs: { x: [-1, 5, 6, 4, 2] }, weights: { kernel: weight([3, 2, 3, 2, 3]) } },
      nodes: {
        y: [
          'Conv3D',
          ['x', 'kernel'],
          {
            ...{ strides: [1, 2, 1, 1, 1], padding: 'SAME', data_format: 'NDHWC' },
            dilations: [1, 1, 1, 1, 1],
          },
        ],
      },
    }));

  it.each([
    ['as wide as their strides say', 'SAME', [1, 14, 10, 2]],
    ['one less', 'SAME', [1, 13, 9, 2]],
    ['valid', 'VALID', [1, 15, 11, 2]],
    ['valid, and one more', 'VALID', [1, 16, 12, 2]],
  ])('transposed: %s', async (_, padding, sizes) => {
    await expectAgreement({
      inputs: { x: [-1, 7, 5, 3] },
      weights: { kernel: weight([3, 3, 2, 3]), sizes: ints(sizes), bias: weight([2]) },
      nodes: {
        t: imageOp('Conv2DBackpropInput', ['sizes', 'kernel', 'x'], { ...strided, padding }),
        y: ['BiasAdd', ['t', 'bias']],
      },
    });
  });

  it('transposed: of kernels smaller than their strides', () =>
    expectAgreement({
      inputs: { x: [-1, 4, 3, 3] },
      weights: { kernel: weight([2, 1, 2, 3]), sizes: ints([1, 12, 9, 2]) },
      nodes: {
        t: imageOp('Conv2DBackpropInput', ['sizes', 'kernel', 'x'], { strides: [1, 3, 3, 1] }),
      },
    }));
});

describe('what is fused into a layer', () => {
  const weights = { kernel, bias: weight([4], 3), slope: weight([1, 1, 4], 5) };
  it.each([
    ['a bias', ['BiasAdd'], ['bias'], ['Conv2D']],
    ['relu', ['BiasAdd', 'Relu'], ['bias'], ['Conv2D']],
    ['relu6', ['BiasAdd', 'Relu6'], ['bias'], ['Conv2D']],
    ['elu', ['BiasAdd', 'Elu'], ['bias'], ['Conv2D']],
    ['sigmoid', ['BiasAdd', 'Sigmoid'], ['bias'], ['Conv2D']],
    ['leaky', ['BiasAdd', 'LeakyRelu'], ['bias'], ['Conv2D', 'LeakyReLU']],
    ['prelu', ['BiasAdd', 'Prelu'], ['bias', 'slope'], ['Conv2D', 'PReLU']],
  ])('%s', async (_, ops, extra, classes) => {
    const attributes = {
      ...{ fused_ops: ops, num_args: extra.length, leakyrelu_alpha: { f: 0.1 } },
    };
    await expectAgreement(
      {
        weights,
        outputs: ['y'],
        nodes: { y: imageOp('_FusedConv2D', ['x', 'kernel', ...extra], attributes) },
      },
      { classes },
    );
    const depthwise = {
      ...weights,
      kernel: weight([3, 3, 3, 1]),
      bias: weight([3]),
      slope: weight([3]),
    };
    const y = imageOp('FusedDepthwiseConv2dNative', ['x', 'kernel', ...extra], attributes);
    // tf.js computes NaN for a leaky depthwise convolution
    const isComputable = !ops.includes('LeakyRelu');
    if (isComputable) await expectAgreement({ weights: depthwise, outputs: ['y'], nodes: { y } });
    await expectAgreement({
      inputs: { x: [-1, 5] },
      weights: { kernel: weight([5, 4]), bias: weight([4]), slope: weight([4]) },
      outputs: ['y'],
      nodes: { y: ['_FusedMatMul', ['x', 'kernel', ...extra], attributes] },
    });
  });

  it.each(['BiasAdd', 'AddV2', 'Add'])('a bias by %s, then an activation', (op) =>
    expectAgreement(
      {
        weights: { kernel, bias: weight([4]) },
        nodes: {
          conv: imageOp('Conv2D', ['x', 'kernel']),
          add: [op, ['conv', 'bias']],
          y: ['Relu6', ['add']],
        },
      },
      { classes: ['Conv2D'] },
    ),
  );

  it('a bias of rank 4 on the left', () =>
    expectAgreement(
      {
        weights: { kernel, bias: weight([1, 1, 1, 4]) },
        nodes: { conv: imageOp('Conv2D', ['x', 'kernel']), add: ['AddV2', ['bias', 'conv']] },
      },
      { classes: ['Conv2D'] },
    ));

  it('no activation, where another reads the sum', () =>
    expectAgreement(
      {
        weights: { kernel, bias: weight([4]) },
        nodes: {
          conv: imageOp('Conv2D', ['x', 'kernel']),
          same: ['Identity', ['conv']],
          relu: ['Relu', ['same']],
          y: ['AddV2', ['relu', 'same']],
        },
        outputs: ['y', 'conv'],
      },
      { classes: ['Conv2D', 'Activation', 'Add'] },
    ));
});

describe('matrix products', () => {
  it.each([
    ['as it is', 'MatMul', [5, 4], {}],
    ['turned', 'MatMul', [4, 5], { transpose_b: true }],
    ['of batches', 'BatchMatMulV2', [4, 5], { adj_y: true }],
  ] as const)('%s', (_, op, shape, attributes) =>
    expectAgreement(
      {
        inputs: { x: [-1, 5] },
        weights: { kernel: weight(shape), bias: weight([4]) },
        nodes: { m: [op, ['x', 'kernel'], attributes], y: ['BiasAdd', ['m', 'bias']] },
      },
      { classes: ['Dense'] },
    ),
  );
  it('of rows at each moment', () =>
    expectAgreement({
      inputs: { x: [-1, 6, 5] },
      weights: { kernel: weight([1, 5, 4]) },
      nodes: { y: ['BatchMatMulV2', ['x', 'kernel']] },
    }));
});

describe('products of two signals', () => {
  it.each([
    [{}, [5, 4]],
    [{ adj_y: true }, [4, 5]],
    [{ adj_x: true }, [6, 3]],
    [{ adj_x: true, adj_y: true }, [3, 6]],
  ] as const)('%o', (attributes, shape) =>
    expectAgreement(
      {
        inputs: { a: [-1, 6, 5], b: [-1, ...shape] },
        nodes: { y: ['BatchMatMulV2', ['a', 'b'], attributes] },
      },
      { classes: ['Dot'] },
    ),
  );
});

describe('dilated convolutions, as TensorFlow 1 writes them', () => {
  const around = (paddings: number[], crops: number[], shape = [2, 2]) => ({
    block: ints(shape[0] === 1 ? [2] : [2, 2]),
    paddings: ints(paddings, shape),
    crops: ints(crops, shape),
  });
  it('of images', () =>
    expectAgreement(
      {
        inputs: { x: [-1, 7, 6, 3] },
        weights: { kernel, bias: weight([4]), ...around([2, 3, 2, 2], [0, 1, 0, 0]) },
        nodes: {
          apart: ['SpaceToBatchND', ['x', 'block', 'paddings']],
          conv: imageOp('Conv2D', ['apart', 'kernel'], { padding: 'VALID' }),
          bias_add: ['BiasAdd', ['conv', 'bias']],
          together: ['BatchToSpaceND', ['bias_add', 'block', 'crops']],
          y: ['Relu', ['together']],
        },
      },
      { classes: ['ZeroPadding2D', 'Conv2D'] },
    ));
  it('of each channel', () =>
    expectAgreement({
      inputs: { x: [-1, 8, 6, 3] },
      weights: { kernel: weight([3, 3, 3, 1]), ...around([2, 2, 2, 2], [0, 0, 0, 0]) },
      nodes: {
        apart: ['SpaceToBatchND', ['x', 'block', 'paddings']],
        conv: imageOp('DepthwiseConv2dNative', ['apart', 'kernel'], { padding: 'VALID' }),
        y: ['BatchToSpaceND', ['conv', 'block', 'crops']],
      },
    }));
  it('of signals', () =>
    expectAgreement({
      inputs: { x: [-1, 9, 3] },
      weights: {
        ...{ kernel: weight([1, 3, 3, 4]), axis: ints(1) },
        ...around([4, 1], [0, 1], [1, 2]),
      },
      nodes: {
        apart: ['SpaceToBatchND', ['x', 'block', 'paddings']],
        wide: ['ExpandDims', ['apart', 'axis']],
        conv: imageOp('Conv2D', ['wide', 'kernel'], { padding: 'VALID' }),
        flat: ['Squeeze', ['conv'], { squeeze_dims: [1] }],
        y: ['BatchToSpaceND', ['flat', 'block', 'crops']],
      },
    }));
});
