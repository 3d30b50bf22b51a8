import { describe, it } from 'vitest';
import { expectAgreement } from '../../helpers/graphAgreement';
import {
  floats,
  imageOp,
  ints,
  type WrittenGraph,
  type WrittenNode,
  weight,
} from '../../helpers/graphWriter';

const image = { x: [-1, 6, 5, 4] };
const open = { x: [-1, -1, -1, 4] };
type Weights = WrittenGraph['weights'];
type Nodes = Record<string, WrittenNode>;
type Case = [name: string, nodes: Nodes, weights?: Weights, classes?: string[]];

const of = (cases: Case[], inputs: WrittenGraph['inputs'] = image) =>
  it.each(cases)('%s', (_, nodes, weights = {}, classes) =>
    expectAgreement({ inputs, nodes, weights, outputs: ['y'] }, { ...(classes && { classes }) }),
  );

describe('poolings', () => {
  const window = (op: string, size: number[], strides: number[], padding: string): WrittenNode => [
    op,
    ['x'],
    { ksize: [1, ...size, 1], strides: [1, ...strides, 1], padding, data_format: 'NHWC' },
  ];
  const cases = ['MaxPool', 'AvgPool'].flatMap((op) =>
    ['SAME', 'VALID'].flatMap((padding) =>
      [
        [
          [2, 2],
          [2, 2],
        ],
        [
          [3, 3],
          [2, 2],
        ],
        [
          [3, 2],
          [1, 2],
        ],
        [
          [1, 3],
          [1, 1],
        ],
      ].map(([size, strides]): Case => {
        return [`${op} ${padding} ${size} ${strides}`, { y: window(op, size!, strides!, padding) }];
      }),
    ),
  );
  of(cases);
  of(cases, { x: [-1, 5, 8, 1] });
  of(
    ['MaxPool3D', 'AvgPool3D'].flatMap((op) =>
      ['SAME', 'VALID'].map((padding): Case => {
        return [`${op} ${padding}`, { y: window(op, [2, 3, 2], [2, 1, 2], padding) }];
      }),
    ),
    { x: [-1, 5, 4, 6, 2] },
  );
});

describe('over axes', () => {
  const axes = [[1, 2], [2, 1], [-2, -3], [1], [2], [3], [-1], [1, 3], [1, 2, 3]];
  const cases = ['Mean', 'Sum', 'Max', 'Min'].flatMap((op) =>
    [true, false].flatMap((keep_dims) =>
      axes
        .filter((list) => keep_dims || list.length < 3)
        .map((list): Case => {
          const node: WrittenNode = [op, ['x', 'axes'], { keep_dims }];
          return [`${op} over ${list}, kept: ${keep_dims}`, { y: node }, { axes: ints(list) }];
        }),
    ),
  );
  of(cases);
  of([['of signals', { y: ['Max', ['x', 'axes'], { keep_dims: false }] }, { axes: ints(1) }]], {
    x: [-1, 7, 3],
  });
  of(
    [
      [
        'rows and columns of any size',
        { y: ['Mean', ['x', 'axes'], { keep_dims: true }] },
        { axes: ints([1, 2]) },
      ],
      [
        'channels of images of any size',
        { y: ['Mean', ['x', 'axes'], { keep_dims: true }] },
        { axes: ints(-1) },
      ],
    ],
    open,
  );
  of([
    [
      'with channels first',
      {
        t: ['Transpose', ['x', 'first']],
        r: ['Relu', ['t']],
        y: ['Mean', ['r', 'axes'], { keep_dims: false }],
      },
      { first: ints([0, 3, 1, 2]), axes: ints([2, 3]) },
      ['Activation', 'GlobalAveragePooling2D'],
    ],
  ]);
  of([
    ['Softmax', { y: ['Softmax', ['x']] }],
    ['LogSoftmax', { y: ['LogSoftmax', ['x']] }],
    [
      'softmax in parts',
      {
        m: ['Max', ['x', 'last'], { keep_dims: true }],
        s: ['Sub', ['x', 'm']],
        e: ['Exp', ['s']],
        n: ['Sum', ['e', 'last'], { keep_dims: true }],
        y: ['RealDiv', ['e', 'n']],
      },
      { last: ints(-1) },
    ],
    [
      'instance normalisation in parts',
      {
        m: ['Mean', ['x', 'axes'], { keep_dims: true }],
        d: ['SquaredDifference', ['x', 'm']],
        v: ['Mean', ['d', 'axes'], { keep_dims: true }],
        e: ['AddV2', ['v', 'epsilon']],
        r: ['Rsqrt', ['e']],
        g: ['Mul', ['r', 'gamma']],
        a: ['Mul', ['x', 'g']],
        b: ['Mul', ['m', 'g']],
        c: ['Sub', ['beta', 'b']],
        y: ['AddV2', ['a', 'c']],
      },
      { axes: ints([1, 2]), epsilon: floats(1e-3), gamma: weight([4]), beta: weight([4], 2) },
    ],
  ]);
});

describe('shapes', () => {
  of([
    ['Flatten', { y: ['Reshape', ['x', 's']] }, { s: ints([-1, 120]) }, ['Flatten']],
    ['Flatten of one', { y: ['Reshape', ['x', 's']] }, { s: ints([1, -1]) }, ['Flatten']],
    ['Reshape', { y: ['Reshape', ['x', 's']] }, { s: ints([-1, 10, 12]) }, ['Reshape']],
    ['Reshape of one', { y: ['Reshape', ['x', 's']] }, { s: ints([1, 5, -1, 2]) }, ['Reshape']],
    [
      'by a shape that is computed',
      {
        shape: ['Shape', ['x']],
        n: ['StridedSlice', ['shape', 'zero', 'one', 'one'], { shrink_axis_mask: 1 }],
        p: ['Pack', ['n', 'rest'], { axis: 0, N: 2 }],
        y: ['Reshape', ['x', 'p']],
      },
      { zero: ints([0]), one: ints([1]), rest: ints(-1) },
      ['Flatten'],
    ],
    [
      'by a product of sizes',
      {
        shape: ['Shape', ['x']],
        n: ['StridedSlice', ['shape', 'zero', 'one', 'one'], { shrink_axis_mask: 1 }],
        spatial: ['StridedSlice', ['shape', 'one', 'three', 'one']],
        count: ['Prod', ['spatial', 'zero']],
        p: ['Pack', ['n', 'count', 'four'], { axis: 0, N: 3 }],
        y: ['Reshape', ['x', 'p']],
      },
      { zero: ints([0]), one: ints([1]), three: ints([3]), four: ints(4) },
    ],
    ['Transpose', { y: ['Transpose', ['x', 'p']] }, { p: ints([0, 3, 1, 2]) }, ['Permute']],
    [
      'Transposes that undo one another',
      {
        t: ['Transpose', ['x', 'p']],
        r: ['Relu', ['t']],
        y: ['Transpose', ['r', 'q']],
      },
      { p: ints([0, 3, 1, 2]), q: ints([0, 2, 3, 1]) },
      ['Activation'],
    ],
    [
      'Flatten with channels first',
      { t: ['Transpose', ['x', 'p']], y: ['Reshape', ['t', 's']] },
      { p: ints([0, 3, 1, 2]), s: ints([-1, 120]) },
      ['Permute', 'Flatten'],
    ],
    ['ExpandDims', { y: ['ExpandDims', ['x', 'a']] }, { a: ints(-1) }],
    [
      'Squeeze',
      { e: ['ExpandDims', ['x', 'a']], y: ['Squeeze', ['e'], { squeeze_dims: [2] }] },
      { a: ints(2) },
    ],
  ]);
  of(
    [
      [
        'a convolution of signals, of any length',
        {
          e: ['ExpandDims', ['x', 'one']],
          c: imageOp('Conv2D', ['e', 'kernel']),
          y: ['Squeeze', ['c'], { squeeze_dims: [1] }],
        },
        { one: ints(1), kernel: weight([1, 3, 3, 2]) },
      ],
    ],
    { x: [-1, -1, 3] },
  );
  of(
    [
      [
        'as ONNX writes a network',
        {
          t: ['Transpose', ['x', 'last']],
          p: ['Pad', ['t', 'pads']],
          c: imageOp('Conv2D', ['p', 'kernel'], { padding: 'VALID', strides: [1, 2, 2, 1] }),
          f: ['Transpose', ['c', 'first']],
          b: ['AddV2', ['f', 'bias']],
          r: ['Relu', ['b']],
          n: ['PadV2', ['r', 'around', 'least']],
          u: ['Transpose', ['n', 'last']],
          m: ['MaxPool', ['u'], { ksize: [1, 3, 3, 1], strides: [1, 2, 2, 1], padding: 'VALID' }],
          v: ['Transpose', ['m', 'first']],
          a: ['Mean', ['v', 'axes'], { keep_dims: true }],
          z: ['Reshape', ['a', 'rows']],
          d: ['MatMul', ['z', 'matrix']],
          y: ['AddV2', ['d', 'shift']],
        },
        {
          ...{
            first: ints([0, 3, 1, 2]),
            last: ints([0, 2, 3, 1]),
            pads: ints([0, 0, 1, 1, 1, 1, 0, 0], [4, 2]),
          },
          ...{
            kernel: weight([3, 3, 3, 4]),
            bias: weight([4, 1, 1]),
            least: floats(Number.NEGATIVE_INFINITY),
          },
          ...{
            around: ints([0, 0, 0, 0, 1, 1, 1, 1], [4, 2]),
            axes: ints([2, 3]),
            rows: ints([1, 4]),
          },
          ...{ matrix: weight([4, 3]), shift: weight([3]) },
        },
        [
          ...['Permute', 'ZeroPadding2D', 'Conv2D', 'Padding', 'MaxPooling2D'],
          ...['GlobalAveragePooling2D', 'Dense'],
        ],
      ],
    ],
    { x: [-1, 3, 9, 8] },
  );
});

describe('paddings', () => {
  const sides = ints([0, 0, 1, 2, 0, 3, 0, 0], [4, 2]);
  const mirrored = ints([0, 0, 2, 1, 3, 0, 0, 1], [4, 2]);
  of([
    ['Pad', { y: ['Pad', ['x', 'p']] }, { p: sides }, ['ZeroPadding2D']],
    ['Pad of channels', { y: ['Pad', ['x', 'p']] }, { p: ints([0, 0, 0, 0, 0, 0, 1, 2], [4, 2]) }],
    ['PadV2', { y: ['PadV2', ['x', 'p', 'c']] }, { p: sides, c: floats(1.5) }],
    ['MirrorPad', { y: ['MirrorPad', ['x', 'p'], { mode: 'REFLECT' }] }, { p: mirrored }],
    ['symmetric', { y: ['MirrorPad', ['x', 'p'], { mode: 'SYMMETRIC' }] }, { p: mirrored }],
    [
      'with channels first',
      { t: ['Transpose', ['x', 'f']], y: ['MirrorPad', ['t', 'p'], { mode: 'REFLECT' }] },
      { f: ints([0, 3, 1, 2]), p: ints([0, 0, 0, 0, 1, 2, 3, 0], [4, 2]) },
    ],
  ]);
  of(
    [
      [
        'of images of any size',
        { y: ['MirrorPad', ['x', 'p'], { mode: 'REFLECT' }] },
        { p: mirrored },
      ],
    ],
    open,
  );
  of([['of signals', { y: ['Pad', ['x', 'p']] }, { p: ints([0, 0, 2, 1, 0, 0], [3, 2]) }]], {
    x: [-1, 5, 2],
  });
});

describe('parts and joints', () => {
  const both: Nodes = { a: ['Relu', ['x']], b: ['Tanh', ['x']] };
  of([
    ...[3, -1, 1, 2].map((axis): Case => {
      return [
        `ConcatV2 along ${axis}`,
        { ...both, y: ['ConcatV2', ['a', 'b', 'x', 'axis'], { N: 3 }] },
        { axis: ints(axis) },
      ];
    }),
    ['ConcatV2 of one', { y: ['ConcatV2', ['x', 'axis'], { N: 1 }] }, { axis: ints(3) }],
    ...[1, 3, -1, 4].map(
      (axis): Case => [`Pack along ${axis}`, { ...both, y: ['Pack', ['a', 'b'], { axis, N: 2 }] }],
    ),
    ...[1, 3, -1].map((axis): Case => {
      const parts = axis === 1 ? 3 : 2;
      const nodes: Nodes = {
        s: ['Split', ['axis', 'x'], { num_split: parts }],
        y: ['Sub', ['s:1', 's']],
      };
      return [`Split along ${axis}`, nodes, { axis: ints(axis) }];
    }),
    [
      'SplitV',
      {
        s: ['SplitV', ['x', 'sizes', 'axis']],
        t: ['Tanh', ['s:1']],
        y: ['ConcatV2', ['t', 's:0', 'axis']],
      },
      { sizes: ints([1, -1]), axis: ints(3) },
    ],
    ['Unpack', { u: ['Unpack', ['x'], { axis: 2, num: 5 }], y: ['AddV2', ['u:4', 'u:1']] }],
    [
      'Slice',
      { y: ['Slice', ['x', 'b', 's']] },
      { b: ints([0, 1, 0, 2]), s: ints([-1, 3, -1, 2]) },
    ],
    [
      'StridedSlice',
      { y: ['StridedSlice', ['x', 'b', 'e', 's'], { begin_mask: 1, end_mask: 1 }] },
      { b: ints([0, 1, 0, 1]), e: ints([0, -1, 5, 4]), s: ints([1, 2, 3, 1]) },
    ],
    [
      'StridedSlice by masks',
      {
        y: [
          'StridedSlice',
          ['x', 'b', 'e', 's'],
          { begin_mask: 13, end_mask: 13, shrink_axis_mask: 2 },
        ],
      },
      { b: ints([0, 4, 0, 0]), e: ints([0, 5, 0, 0]), s: ints([1, 1, 1, 1]) },
    ],
    [
      'StridedSlice of the last axis',
      { y: ['StridedSlice', ['x', 'b', 'e', 's'], { ellipsis_mask: 1 }] },
      { b: ints([0, 1]), e: ints([0, 3]), s: ints([1, 1]) },
    ],
    [
      'every second pixel, as YOLO begins',
      {
        a: ['StridedSlice', ['x', 'b', 'e', 's'], { begin_mask: 7, end_mask: 7 }],
        b2: ['StridedSlice', ['x', 'c', 'e', 's'], { begin_mask: 5, end_mask: 7 }],
        y: ['ConcatV2', ['a', 'b2', 'axis']],
      },
      {
        b: ints([0, 0, 0]),
        c: ints([0, 1, 0]),
        e: ints([0, 0, 0]),
        s: ints([1, 2, 2]),
        axis: ints(3),
      },
    ],
    ['GatherV2', { y: ['GatherV2', ['x', 'i', 'axis']] }, { i: ints([3, 0, 1]), axis: ints(3) }],
    ['GatherV2 of one', { y: ['GatherV2', ['x', 'i', 'axis']] }, { i: ints(2), axis: ints(1) }],
    ['channels turned', { y: ['ReverseV2', ['x', 'axis']] }, { axis: ints([3]) }],
    ['DepthToSpace', { y: ['DepthToSpace', ['x'], { block_size: 2, data_format: 'NHWC' }] }],
    [
      'a shuffle of channels',
      { a: ['Reshape', ['x', 's']], t: ['Transpose', ['a', 'p']], y: ['Reshape', ['t', 'back']] },
      { s: ints([-1, 6, 5, 2, 2]), p: ints([0, 1, 2, 4, 3]), back: ints([-1, 6, 5, 4]) },
    ],
  ]);
  of(
    [
      [
        'DepthToSpace of any size',
        { y: ['DepthToSpace', ['x'], { block_size: 2, data_format: 'NHWC' }] },
      ],
    ],
    open,
  );
});

describe('sizes of images', () => {
  const ways = [{}, { align_corners: true }, { half_pixel_centers: true }];
  const sizes = [
    [12, 10],
    [3, 4],
    [7, 13],
    [1, 1],
    [6, 5],
  ];
  of(
    ['ResizeBilinear', 'ResizeNearestNeighbor'].flatMap((op) =>
      ways.flatMap((way) =>
        sizes.map((size): Case => {
          const node: WrittenNode = [op, ['x', 's'], way];
          return [`${op} ${JSON.stringify(way)} ${size}`, { y: node }, { s: ints(size) }];
        }),
      ),
    ),
  );
  of(
    [
      [
        'twice a size that is open',
        {
          r: ['Relu', ['x']],
          shape: ['Shape', ['r']],
          hw: ['StridedSlice', ['shape', 'one', 'three', 'ones']],
          s: ['Mul', ['hw', 'two']],
          y: ['ResizeNearestNeighbor', ['r', 's'], { half_pixel_centers: true }],
        },
        { one: ints([1]), three: ints([3]), ones: ints([1]), two: ints([2, 2]) },
        ['Activation', 'UpSampling2D'],
      ],
      [
        'a fixed size of one that is open',
        { y: ['ResizeBilinear', ['x', 's'], {}] },
        { s: ints([4, 7]) },
      ],
    ],
    open,
  );
});

describe('layers at each of many places', () => {
  const weights = {
    ...{
      kernel: weight([4, 3]),
      bias: weight([3]),
      zero: ints([0]),
      one: ints([1]),
      two: ints([2]),
    },
    ...{ last: ints([4]), rows: ints([-1, 4]), back: ints([-1, 6, 5, 3]), places: ints([0, 1, 2]) },
    ...{ axis: ints(0), units: ints([3]) },
  };
  of([
    [
      'by sizes of the file',
      {
        r: ['Reshape', ['x', 'rows']],
        m: ['MatMul', ['r', 'kernel']],
        b: ['BiasAdd', ['m', 'bias']],
        t: ['Tanh', ['b']],
        y: ['Reshape', ['t', 'back']],
      },
      weights,
      ['Dense'],
    ],
    [
      'by sizes that are computed, as Tensordot does',
      {
        s: ['Shape', ['x']],
        f: ['GatherV2', ['s', 'places', 'axis']],
        p: ['Prod', ['f', 'zero']],
        q: ['Pack', ['p', 'four'], { axis: 0, N: 2 }],
        t: ['Transpose', ['x', 'same']],
        r: ['Reshape', ['t', 'q']],
        m: ['MatMul', ['r', 'kernel']],
        c: ['ConcatV2', ['f', 'units', 'axis'], { N: 2 }],
        b: ['Reshape', ['m', 'c']],
        y: ['BiasAdd', ['b', 'bias']],
      },
      { ...weights, four: ints(4), same: ints([0, 1, 2, 3]) },
      ['Dense'],
    ],
    [
      'with a softmax',
      { r: ['Reshape', ['x', 'rows']], t: ['Softmax', ['r']], y: ['Reshape', ['t', 'same']] },
      { ...weights, same: ints([-1, 6, 5, 4]) },
      ['Softmax'],
    ],
  ]);
  of(
    [
      [
        'of any number',
        {
          s: ['Shape', ['x']],
          n: ['StridedSlice', ['s', 'zero', 'two', 'one']],
          r: ['Reshape', ['x', 'rows']],
          m: ['MatMul', ['r', 'kernel']],
          c: ['ConcatV2', ['n', 'units', 'axis'], { N: 2 }],
          y: ['Reshape', ['m', 'c']],
        },
        weights,
        ['Dense'],
      ],
    ],
    { x: [-1, -1, 4] },
  );
});
