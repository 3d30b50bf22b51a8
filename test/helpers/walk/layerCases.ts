import * as tfl from '@tensorflow/tfjs-layers';
import { graphLayers } from '../../../src/load/graph/layers/graphLayers';
import { BoundedReLU } from '../../../src/model/layers/boundedReLU';
import { DilatedDepthwiseConv2D } from '../../../src/model/layers/dilatedDepthwiseConv2D';
import { GroupedConv2D } from '../../../src/model/layers/groupedConv2D';
import { GroupNormalization } from '../../../src/model/layers/groupNormalization';
import { HalfPixelResizing } from '../../../src/model/layers/halfPixelResizing';
import { ResetAfterGRU } from '../../../src/model/layers/resetAfterGRU';
import { UnitNormalization } from '../../../src/model/layers/unitNormalization';
import { activationNames, kerasActivationNames } from './naiveActivations';

type Layer = tfl.layers.Layer;
type Options = Record<string, unknown>;

/** A layer with its options, and what it is tried on. */
export interface LayerCase {
  readonly className: string;
  /** As the table says them. */
  readonly options: string;
  readonly make: () => Layer;
  /** Of one sample of each input. */
  readonly shapes: readonly (readonly number[])[];
  /** Whether the inputs are indices, or have many equal values. */
  readonly values?: 'indices' | 'ties' | 'positive';
}

/** The functions of tf.layers that make each class. */
const makers: Record<string, string> = {
  ELU: 'elu',
  PReLU: 'prelu',
  ReLU: 'reLU',
  RNN: 'rnn',
  GRU: 'gru',
  LSTM: 'lstm',
  SimpleRNN: 'simpleRNN',
  ConvLSTM2D: 'convLstm2d',
  UpSampling2D: 'upSampling2d',
  ZeroPadding2D: 'zeroPadding2d',
};

/** Classes that the library adds, by name. */
const added = Object.fromEntries(
  [
    ...[BoundedReLU, DilatedDepthwiseConv2D, GroupedConv2D, GroupNormalization],
    ...[HalfPixelResizing, ResetAfterGRU, UnitNormalization],
  ].map((Class) => [Class.className, Class as new (args: never) => Layer]),
);

/** By tf.layers.<name>: Conv2D is made by conv2d, LeakyReLU by leakyReLU. */
export function makerOf(className: string): (args: object) => Layer {
  const own = graphLayers.find((one) => one.className === className);
  if (own) return (args) => new own(args as never);
  const { layers } = tfl;
  const Added = added[className];
  if (Added) return (args) => new Added(args as never);
  const camel = `${className[0]!.toLowerCase()}${className.slice(1)}`;
  const names = [makers[className], camel, camel.replace(/(\d)D/, '$1d')];
  const name = names.find((one) => one !== undefined && one in layers);
  if (!name) throw new Error(`tf.layers makes no ${className}`);
  return (layers as unknown as Record<string, (args: object) => Layer>)[name]!;
}

const text = (options: Options): string =>
  Object.entries(options)
    .map(([name, value]) => `${name} ${JSON.stringify(value).replaceAll('"', '')}`)
    .join(', ');

interface Trial {
  readonly on: readonly number[] | readonly (readonly number[])[];
  readonly values?: LayerCase['values'];
}

/** A class with each of several options, beside those that all have. */
const of = (
  className: string,
  { on, values }: Trial,
  variants: readonly Options[] = [{}],
  common: Options = {},
): LayerCase[] =>
  variants.map((options) => ({
    className,
    options: [text(options), values === 'ties' ? 'ties' : ''].filter(Boolean).join('; ') || '-',
    make: () => makerOf(className)({ ...common, ...options }),
    shapes: (Array.isArray(on[0]) ? on : [on]) as number[][],
    ...(values && { values }),
  }));

const [row, signal, image, volume] = [[4], [7, 3], [7, 5, 2], [3, 5, 4, 2]] as const;
/** With channels first. */
const [signalFirst, imageFirst, volumeFirst] = [
  [3, 7],
  [2, 7, 5],
  [2, 3, 5, 4],
] as const;
const first = { dataFormat: 'channelsFirst' } as const;
const [same, even] = [{ padding: 'same' }, { kernelSize: 2 }] as const;

const strided = [
  { strides: 2 },
  { strides: 2, ...same },
  { strides: 2, ...same, ...even },
  // windows apart, the last of which may end before the image does
  { strides: 2, ...same, kernelSize: 1 },
  { strides: 3, ...same, ...even },
];
const common = [
  {},
  same,
  { ...same, ...even },
  ...strided,
  { useBias: false },
  { activation: 'relu' },
  { activation: 'softmax' },
];
const dilated = [{ dilationRate: 2 }, { dilationRate: 2, ...same }];
const onFirst = (variants: readonly Options[]) => variants.map((each) => ({ ...each, ...first }));

/** A class of convolutions on its images, and with channels first. */
const convolutions = (
  className: string,
  [last, channelsFirst]: readonly (readonly number[])[],
  args: Options,
  more: readonly Options[] = [],
): LayerCase[] => {
  const all = [...common, ...more];
  return [
    ...of(className, { on: last! }, all, { kernelSize: 3, ...args }),
    ...of(className, { on: channelsFirst! }, onFirst(all), { kernelSize: 3, ...args }),
  ];
};

const images = [image, imageFirst] as const;
const volumes = [volume, volumeFirst] as const;
const uneven = [{ strides: [2, 1], ...same }, { dilationRate: [1, 2] }];
const filters = { filters: 3 };

const weighted = [
  ...convolutions('Conv1D', [signal, signalFirst], filters, dilated),
  ...of(
    'Conv1D',
    { on: signal },
    [
      {},
      { dilationRate: 2 },
      // before the first of the inputs there are more zeros than inputs
      { dilationRate: 4 },
      { strides: 2 },
      { strides: 3, kernelSize: 2 },
      { strides: 2, kernelSize: 1 },
      { useBias: false },
      { activation: 'relu' },
      { activation: 'softmax' },
    ].map((options) => ({ padding: 'causal', ...options })),
    { ...filters, kernelSize: 3 },
  ),
  ...convolutions('Conv2D', images, filters, [
    ...dilated,
    ...uneven,
    ...activationNames.map((activation) => ({ activation })),
  ]),
  ...of('Conv2D', { on: [1, 1, 2] }, [same], { ...filters, kernelSize: 3 }),
  // the image ends behind the last window
  ...of('Conv2D', { on: [6, 4, 2] }, [{ strides: 2, ...same, kernelSize: 1 }], filters),
  ...of('DepthwiseConv2D', { on: [6, 4, 2] }, [{ strides: 2, ...same, kernelSize: 1 }]),
  ...of('SeparableConv2D', { on: [6, 4, 2] }, [{ strides: 2, ...same, kernelSize: 1 }], filters),
  ...convolutions('DepthwiseConv2D', images, {}, [
    ...dilated,
    ...uneven,
    { depthMultiplier: 2 },
    { depthMultiplier: 2, strides: 2, ...same },
  ]),
  ...convolutions('SeparableConv2D', images, filters, [
    ...dilated,
    ...uneven,
    { depthMultiplier: 2 },
    { depthMultiplier: 2, dilationRate: 2 },
  ]),
  ...convolutions('Conv2DTranspose', images, filters, [
    { strides: [2, 1] },
    { strides: 3, ...even },
  ]),
  ...convolutions('Conv3D', volumes, filters, [
    ...[{ dilationRate: 2, ...even }, { dilationRate: [1, 2, 1] }, { strides: [1, 2, 1], ...same }],
  ]),
  ...convolutions('Conv3DTranspose', volumes, filters, [{ strides: [1, 2, 1] }]),
  ...of(
    'Dense',
    { on: row },
    [{}, { useBias: false }, ...activationNames.map((activation) => ({ activation }))],
    { units: 3 },
  ),
  ...of('Dense', { on: signal }, [{}, { activation: 'relu' }, { activation: 'softmax' }], {
    units: 2,
  }),
  ...of('Embedding', { on: row, values: 'indices' }, [{}, { maskZero: true }], {
    inputDim: 5,
    outputDim: 3,
  }),
];

const bare = [{}, { scale: false }, { center: false }, { scale: false, center: false }];
const withAxis = (axis: number | number[]) => bare.map((options) => ({ axis, ...options }));

const normalizations = [
  ...of('BatchNormalization', { on: image }, [
    ...bare,
    ...withAxis(1),
    ...withAxis(2),
    { axis: 3 },
  ]),
  ...of('BatchNormalization', { on: signal }, [...bare, ...withAxis(1)]),
  ...of('BatchNormalization', { on: row }, [...bare, { axis: 1 }]),
  ...of('BatchNormalization', { on: volume }, [...bare, { axis: 1 }, { axis: -2 }]),
  ...of('LayerNormalization', { on: image }, [
    ...bare,
    ...withAxis([1, 2]),
    ...withAxis([1, 2, 3]),
    { axis: 1 },
  ]),
  ...of('LayerNormalization', { on: row }, bare),
  ...of('LayerNormalization', { on: signal }, [...bare, { axis: [1, 2] }]),
  ...of('Rescaling', { on: image }, [{ scale: 2 }, { scale: -0.5, offset: 1 }]),
];

const activations = [
  ...of(
    'Activation',
    { on: image },
    activationNames.map((activation) => ({ activation })),
  ),
  ...of('ReLU', { on: image }, [{}, { maxValue: 6 }, { maxValue: 0.5 }]),
  ...of('LeakyReLU', { on: image }, [{}, { alpha: 0 }, { alpha: -0.5 }, { alpha: 2 }]),
  ...of('PReLU', { on: image }, [{}, { sharedAxes: [1, 2] }, { sharedAxes: [3] }]),
  ...of('PReLU', { on: row }),
  ...of('ELU', { on: image }),
  ...of('ThresholdedReLU', { on: image }, [{}, { theta: 0 }, { theta: -0.3 }]),
  ...of('Softmax', { on: row }, [{}, { axis: -1 }]),
  ...of('Softmax', { on: image }, [{}, { axis: -1 }, { axis: 2 }, { axis: [1, 2] }, { axis: [3] }]),
];

const places = [
  ...of('Dropout', { on: image }, [{ rate: 0.5 }]),
  ...of('SpatialDropout1D', { on: signal }, [{ rate: 0.5 }]),
  ...of('GaussianDropout', { on: image }, [{ rate: 0.5 }]),
  ...of('GaussianNoise', { on: image }, [{ stddev: 1 }]),
  ...of('AlphaDropout', { on: image }, [{ rate: 0.5 }]),
  ...of('Masking', { on: signal }, [{}, { maskValue: 0.5 }]),
  ...of('Flatten', { on: image }, [{}, first]),
  ...of('Reshape', { on: image }, [{ targetShape: [10, 7] }, { targetShape: [-1, 14] }]),
  ...of('Permute', { on: image }, [{ dims: [3, 1, 2] }, { dims: [2, 3, 1] }]),
  ...of('Permute', { on: signal }, [{ dims: [2, 1] }]),
  ...of('RepeatVector', { on: row }, [{ n: 3 }]),
  ...images.flatMap((on, i) => {
    const margins = [
      [
        [1, 2],
        [0, 1],
      ],
      [1, 1],
    ];
    const format = i === 0 ? {} : first;
    return [
      ...of(
        'Cropping2D',
        { on },
        margins.map((cropping) => ({ cropping, ...format })),
      ),
      ...of(
        'ZeroPadding2D',
        { on },
        margins.map((padding) => ({ padding, ...format })),
      ),
      ...of('UpSampling2D', { on }, [
        { ...format },
        { size: [2, 3], ...format },
        { interpolation: 'bilinear', ...format },
        { size: [3, 2], interpolation: 'bilinear', ...format },
        { size: [1, 2], interpolation: 'bilinear', ...format },
      ]),
    ];
  }),
  ...of('CenterCrop', { on: image }, [
    { height: 3, width: 2 },
    { height: 4, width: 4 },
    { height: 7, width: 5 },
    { height: 9, width: 6 },
    { height: 8, width: 3 },
    { height: 1, width: 1 },
  ]),
  ...of('Resizing', { on: image }, [
    { height: 4, width: 7 },
    { height: 10, width: 3 },
    { height: 4, width: 7, interpolation: 'nearest' },
    { height: 4, width: 7, cropToAspectRatio: true },
    { height: 9, width: 2, interpolation: 'nearest', cropToAspectRatio: true },
    { height: 1, width: 1 },
  ]),
  ...['power', 'exp', 'log', 'abs', 'erf', 'sin', 'cos', 'maximum', 'minimum', 'leakyRelu'].flatMap(
    (name) =>
      of(
        'ElementwiseFunction',
        { on: image, ...(name === 'log' && { values: 'positive' as const }) },
        [{ function: name, parameter: name === 'power' ? 2 : 0.3 }],
      ),
  ),
  ...of(
    'ElementwiseFunction',
    { on: image, values: 'positive' },
    [0.5, -0.5, -1, 3, 1.7].map((parameter) => ({ function: 'power', parameter })),
  ),
  ...of(
    'Padding',
    { on: image },
    [
      { mode: 'constant', value: 0 },
      { mode: 'reflect', value: 0 },
      { mode: 'symmetric', value: 0 },
    ],
    {
      padding: [
        [1, 3],
        [4, 0],
        [0, 1],
      ],
    },
  ),
  ...of('Padding', { on: signal }, [
    {
      padding: [
        [2, 3],
        [0, 0],
      ],
      mode: 'constant',
      value: 0,
    },
  ]),
  ...of('Slice', { on: image }, [
    {
      slices: [
        [1, -1, 2],
        [0, null, 1],
        [-1, null, 1],
      ],
    },
    {
      slices: [
        [0, null, 3],
        [2, 4, 1],
        [0, null, 1],
      ],
    },
  ]),
  ...of('DepthToSpace', { on: [3, 2, 12] }, [{ blockSize: 2 }]),
  ...['nearest', 'bilinear'].flatMap((interpolation) =>
    of(
      'ImageResizing',
      { on: image },
      [{}, { alignCorners: true }, { halfPixelCenters: true }].flatMap((how) => [
        { height: 4, width: 7, ...how },
        { height: 15, width: 3, ...how },
      ]),
      { interpolation },
    ),
  ),
  ...of('RandomWidth', { on: image }, [{ factor: 0.5 }]),
  ...of('CategoryEncoding', { on: row, values: 'indices' }, [{}, { outputMode: 'count' }], {
    numTokens: 5,
  }),
];

const windows = [
  {},
  same,
  { poolSize: 3, ...same },
  { poolSize: 3, strides: 2 },
  { poolSize: 2, strides: 1, ...same },
  { poolSize: 2, strides: 3, ...same },
];
const ways = ['Average', 'Max'] as const;

const poolings = ways.flatMap((way) => [
  ...of(`${way}Pooling1D`, { on: signal }, windows),
  ...of(`${way}Pooling2D`, { on: image }, [
    ...windows,
    { poolSize: [3, 2], strides: [1, 2], ...same },
  ]),
  ...of(`${way}Pooling2D`, { on: imageFirst }, onFirst(windows)),
  ...of(`${way}Pooling2D`, { on: [1, 1, 2] }, [same]),
  ...of(`${way}Pooling3D`, { on: volume }, windows),
  ...of(`${way}Pooling3D`, { on: volumeFirst }, onFirst(windows)),
  ...of(`Global${way}Pooling1D`, { on: signal }),
  ...of(`Global${way}Pooling2D`, { on: image }, [{}]),
  ...of(`Global${way}Pooling2D`, { on: imageFirst }, [first]),
]);

const ties = [
  ...of('MaxPooling1D', { on: signal, values: 'ties' }, [{}, { poolSize: 3, strides: 1, ...same }]),
  ...of('MaxPooling2D', { on: image, values: 'ties' }, [{}, { poolSize: 3, strides: 1, ...same }]),
  ...of('MaxPooling2D', { on: imageFirst, values: 'ties' }, onFirst([{}, same])),
  ...of('MaxPooling3D', { on: volume, values: 'ties' }, [{}, { poolSize: 3, strides: 1, ...same }]),
  ...of('MaxPooling3D', { on: volumeFirst, values: 'ties' }, [first]),
  ...of('GlobalMaxPooling1D', { on: signal, values: 'ties' }),
  ...of('GlobalMaxPooling2D', { on: image, values: 'ties' }),
  ...of('GlobalMaxPooling2D', { on: imageFirst, values: 'ties' }, [first]),
  ...of('Maximum', { on: [image, image], values: 'ties' }),
  ...of('Minimum', { on: [image, image], values: 'ties' }),
  ...of('Maximum', { on: [image, image, image], values: 'ties' }),
];

const merging = ['Add', 'Average', 'Maximum', 'Minimum', 'Multiply'].flatMap((className) => [
  ...of(className, { on: [image, image] }),
  ...of(className, { on: [image, image, image] }).map((each) => ({
    ...each,
    options: 'three inputs',
  })),
  ...of(className, { on: [image, [1, 1, 2]] }).map((each) => ({ ...each, options: 'broadcast' })),
  ...of(className, { on: [image, [2]] }).map((each) => ({ ...each, options: 'other ranks' })),
]);

const joining = [
  ...of('Concatenate', { on: [image, image, image] }, [
    {},
    { axis: 1 },
    { axis: 2 },
    { axis: -2 },
    { axis: 3 },
  ]),
  ...of('Concatenate', { on: [image, [7, 5, 3]] }),
  ...of('Dot', { on: [row, row] }, [{ axes: 1 }, { axes: -1 }, { axes: 1, normalize: true }]),
  ...of(
    'Dot',
    {
      on: [
        [3, 4],
        [4, 2],
      ],
    },
    [{ axes: [2, 1] }, { axes: [2, 1], normalize: true }],
  ),
  ...of(
    'Dot',
    {
      on: [
        [3, 4],
        [5, 4],
      ],
    },
    [{ axes: 2 }, { axes: -1 }],
  ),
  ...of(
    'Dot',
    {
      on: [
        [4, 3],
        [4, 2],
      ],
    },
    [{ axes: 1 }],
  ),
];

const [wide, wideFirst] = [
  [7, 5, 6],
  [6, 7, 5],
] as const;

/** Classes of Keras. */
const fromKeras = [
  ...[2, 3, 6].flatMap((groups) => [
    ...convolutions('GroupedConv2D', [wide, wideFirst], { filters: 6, groups }, [
      ...dilated,
      { strides: [2, 1], kernelSize: [2, 3] },
    ]),
  ]),
  ...of('GroupedConv2D', { on: wide }, [{ groups: 1 }, { groups: 2, filters: 4 }], {
    ...{ filters: 3, kernelSize: [1, 3] },
  }),
  ...convolutions('DilatedDepthwiseConv2D', images, { dilationRate: 2 }, [
    ...[{ depthMultiplier: 3 }, { dilationRate: [1, 2] }, { dilationRate: [3, 2], ...same }],
  ]).filter(({ options }) => !/strides/.test(options)),
  ...of('DilatedDepthwiseConv2D', { on: image }, [{ strides: 2 }, { strides: 2, ...same }], {
    ...{ kernelSize: 3, dilationRate: 1 },
  }),
  ...images.flatMap((on, i) =>
    of(
      'HalfPixelResizing',
      { on },
      [
        { height: 4, width: 7 },
        { height: 10, width: 3, interpolation: 'nearest' },
        { height: 1, width: 1 },
        { size: [2, 3] },
        { size: [3, 1], interpolation: 'nearest' },
      ],
      i === 0 ? {} : first,
    ),
  ),
  ...of('BoundedReLU', { on: image }, [
    {},
    { maxValue: 1.25 },
    { negativeSlope: 0.25 },
    { threshold: 0.4 },
    { threshold: -0.6, negativeSlope: -0.5, maxValue: 0.7 },
  ]),
  ...of('GroupNormalization', { on: wide }, [
    ...bare.map((options) => ({ groups: 2, ...options })),
    ...[{ groups: 3 }, { groups: 1 }, { groups: -1 }, { groups: 7, axis: 1 }],
  ]),
  ...of('GroupNormalization', { on: [6] }, [{ groups: 2 }]),
  ...of('UnitNormalization', { on: image }, [{}, { axis: 1 }, { axis: [1, 2] }]),
  ...of('UnitNormalization', { on: row }),
  ...of(
    'Activation',
    { on: image },
    kerasActivationNames.map((activation) => ({ activation })),
  ),
  ...of('Conv2D', { on: image }, [{ activation: 'hardSilu' }, { activation: 'hardSigmoid3' }], {
    ...{ filters: 3, kernelSize: 2 },
  }),
];

const units = { units: 3, recurrentInitializer: 'zeros' } as const;
const sequences = [
  {},
  { returnSequences: true },
  { goBackwards: true },
  { useBias: false },
  { activation: 'relu' },
  { dropout: 0.5, recurrentDropout: 0.5 },
];
const gates = [{ recurrentActivation: 'sigmoid' }];
const cellOf = (name: 'simpleRNNCell' | 'gruCell' | 'lstmCell') => tfl.layers[name](units) as never;
const innerOf = (className: string, options: Options = {}) =>
  makerOf(className)({ ...units, ...options }) as never;

/** With a layer or a cell inside, which has no short text of its own. */
const around = (className: string, on: readonly number[], options: string, args: () => Options) =>
  of(className, { on }).map((each) => ({
    ...each,
    options,
    make: () => makerOf(className)(args()),
  }));

const recurrences = [
  ...of('SimpleRNN', { on: signal }, sequences, units),
  ...of('GRU', { on: signal }, [...sequences, ...gates], units),
  ...of(
    'ResetAfterGRU',
    { on: signal },
    [...sequences.slice(0, -1), ...gates, { recurrentActivation: 'hardSigmoid3' }],
    units,
  ),
  ...of('LSTM', { on: signal }, [...sequences, ...gates, { unitForgetBias: false }], units),
  ...(['simpleRNNCell', 'gruCell', 'lstmCell'] as const).flatMap((name) =>
    around('RNN', signal, `cell ${name}`, () => ({ cell: cellOf(name) })),
  ),
  ...of(
    'ConvLSTM2D',
    { on: volume },
    [{}, same, { returnSequences: true }, { strides: 2, ...same }, { dilationRate: 2, ...same }],
    { filters: 2, kernelSize: 2, recurrentInitializer: 'zeros' },
  ),
  ...of('ConvLSTM2D', { on: [3, 2, 5, 4] }, [first, { ...same, ...first }], {
    ...{ filters: 2, kernelSize: 2, recurrentInitializer: 'zeros' },
  }),
  ...around('TimeDistributed', signal, 'layer Dense', () => ({ layer: innerOf('Dense') })),
  ...around('TimeDistributed', volume, 'layer Conv2D', () => ({
    layer: makerOf('Conv2D')({ filters: 2, kernelSize: 2, dilationRate: 2 }),
  })),
  ...around('TimeDistributed', volume, 'layer BatchNormalization, scale false', () => ({
    layer: makerOf('BatchNormalization')({ scale: false }),
  })),
  ...around('TimeDistributed', volume, 'layer AveragePooling2D, padding same', () => ({
    layer: makerOf('AveragePooling2D')({ padding: 'same' }),
  })),
  ...(['concat', 'sum', 'ave', 'mul'] as const).flatMap((mergeMode) => [
    ...around('Bidirectional', signal, `layer GRU, mergeMode ${mergeMode}`, () => ({
      ...{ layer: innerOf('GRU'), mergeMode },
    })),
  ]),
  ...['SimpleRNN', 'LSTM', 'ResetAfterGRU'].flatMap((className) =>
    around('Bidirectional', signal, `layer ${className}, returnSequences true`, () => ({
      ...{ layer: innerOf(className, { returnSequences: true }), mergeMode: 'concat' },
    })),
  ),
];

/** Every layer class of tf.js, and those that the library adds, and its options. */
export const layerCases: readonly LayerCase[] = [
  ...weighted,
  ...normalizations,
  ...activations,
  ...places,
  ...poolings,
  ...ties,
  ...merging,
  ...joining,
  ...recurrences,
  ...fromKeras,
];
