import { activated } from './naiveActivations';
import { graphLayers } from './naiveGraphLayers';
import { atEachTime, biased, cells, inReverse, product, recurrent } from './naiveRecurrent';
import {
  type Config,
  convolution,
  depthwise,
  global,
  moved,
  pooling,
  resampled,
  separable,
  transposed,
  withChannelsLast,
} from './naiveSpatial';
import { alongAxis, at, channelsLast, indices, map, type Nd, nd, permuted } from './nd';

/** A layer as its configuration and its weights, in the order of tf.js. */
export interface Described {
  readonly className: string;
  readonly config: Config;
  readonly weights: readonly Nd[];
}

type Naive = (described: Described, ...inputs: Nd[]) => Nd;
type Spatial = (config: Config, x: Nd, weights: Nd[]) => Nd;

const mean = (values: number[]): number => values.reduce((a, b) => a + b) / values.length;
const largest = (values: number[]): number => Math.max(...values);
const same: Naive = (_, x) => x;

/** Its activation follows in the layer's own order of axes, as in Keras. */
const spatial =
  (f: Spatial): Naive =>
  ({ config, weights }, x) =>
    activated(
      withChannelsLast(config, x, (last) => f(config, last, [...weights])),
      config['activation'],
    );

const pooled = (of: (values: number[]) => number): Naive =>
  spatial((config, x) => pooling(config, x, of));

const globally =
  (of: (values: number[]) => number): Naive =>
  ({ config }, x) =>
    global(config['dataFormat'] === 'channelsFirst' ? channelsLast(x) : x, of);

const combined =
  (f: (values: number[]) => number): Naive =>
  (_, ...inputs) => {
    const rank = Math.max(...inputs.map(({ shape }) => shape.length));
    // tf.js puts axes of 1 behind the batch
    const all = inputs.map(({ shape, data }) => {
      const [batch, ...rest] = shape;
      return { data, shape: [batch!, ...Array(rank - shape.length).fill(1), ...rest] };
    });
    const out = Array.from({ length: rank }, (_n, i) => Math.max(...all.map((x) => x.shape[i]!)));
    return nd(out, (index) =>
      f(all.map((x) => at(x, ...index.map((i, axis) => (x.shape[axis] === 1 ? 0 : i))))),
    );
  };

const cut: Naive = ({ config }, x) =>
  withChannelsLast(config, x, (last) => {
    const [rows, columns] = config['cropping'] as number[][];
    const sizes = [rows!, columns!].map(([a, b], i) => last.shape[i + 1]! - a! - b!);
    return moved(last, sizes, [rows![0]!, columns![0]!]);
  });

const padded: Naive = ({ config }, x) =>
  withChannelsLast(config, x, (last) => {
    const [rows, columns] = config['padding'] as number[][];
    const sizes = [rows!, columns!].map(([a, b], i) => last.shape[i + 1]! + a! + b!);
    return moved(last, sizes, [-rows![0]!, -columns![0]!]);
  });

/** tf.js begins at 1 where one of the columns goes. */
const centred: Naive = ({ config }, x) => {
  const sizes = [config['height'] as number, config['width'] as number];
  const [down, across] = sizes.map((n, i) => Math.floor((x.shape[i + 1]! - n) / 2)) as [
    number,
    number,
  ];
  if (down < 0 || across < 0) return resampled(x, sizes, { nearest: false });
  const one = across === 0 && x.shape[2] !== sizes[1];
  return moved(x, sizes, [down, one ? 1 : across]);
};

const upSampled: Naive = ({ config }, x) =>
  withChannelsLast(config, x, (last) => {
    const sizes = (config['size'] as number[]).map((n, i) => n * last.shape[i + 1]!);
    return resampled(last, sizes, { nearest: config['interpolation'] !== 'bilinear' });
  });

const resized: Naive = ({ config }, x) =>
  resampled(x, [config['height'] as number, config['width'] as number], {
    nearest: config['interpolation'] === 'nearest',
    alignCorners: !config['cropToAspectRatio'],
  });

const batchNormalized: Naive = ({ config, weights }, x) => {
  const axis = [config['axis'] as number].flat()[0]!;
  const along = axis < 0 ? axis + x.shape.length : axis;
  const [variance, average, ...rest] = [...weights].reverse() as [Nd, Nd, ...Nd[]];
  const beta = config['center'] ? rest[0] : undefined;
  const gamma = config['scale'] ? rest.at(-1) : undefined;
  return nd(x.shape, (index) => {
    const c = index[along]!;
    const z =
      (at(x, ...index) - at(average, c)) /
      Math.sqrt(at(variance, c) + (config['epsilon'] as number));
    return z * (gamma ? at(gamma, c) : 1) + (beta ? at(beta, c) : 0);
  });
};

const layerNormalized: Naive = ({ config, weights }, x) => {
  const axes = [config['axis'] as number | number[]]
    .flat()
    .map((a) => (a < 0 ? a + x.shape.length : a));
  const sizes = axes.map((axis) => x.shape[axis]!);
  const gamma = config['scale'] ? weights[0] : undefined;
  const beta = config['center'] ? weights.at(-1) : undefined;
  return nd(x.shape, (index) => {
    const group = [...indices(sizes)].map((place) =>
      at(x, ...index.map((i, axis) => (axes.includes(axis) ? place[axes.indexOf(axis)]! : i))),
    );
    const centre = mean(group);
    const variance = mean(group.map((v) => (v - centre) ** 2));
    const z = (at(x, ...index) - centre) / Math.sqrt(variance + (config['epsilon'] as number));
    const own = axes.map((axis) => index[axis]!);
    return z * (gamma ? at(gamma, ...own) : 1) + (beta ? at(beta, ...own) : 0);
  });
};

const softmax: Naive = ({ config }, x) => {
  const axes = [config['axis'] as number | number[]]
    .flat()
    .map((a) => (a < 0 ? a + x.shape.length : a));
  if (axes.length === 1) return activated(x, 'softmax', axes[0]);
  const sizes = axes.map((axis) => x.shape[axis]!);
  return nd(x.shape, (index) => {
    const group = [...indices(sizes)].map((place) =>
      at(x, ...index.map((i, axis) => (axes.includes(axis) ? place[axes.indexOf(axis)]! : i))),
    );
    return Math.exp(at(x, ...index)) / group.reduce((sum, v) => sum + Math.exp(v), 0);
  });
};

const prelu: Naive = ({ weights }, x) =>
  nd(x.shape, (index) => {
    const v = at(x, ...index);
    const [alpha] = weights as [Nd];
    const place = index.slice(1).map((i, axis) => (alpha.shape[axis] === 1 ? 0 : i));
    return v > 0 ? v : v * at(alpha, ...place);
  });

const masked: Naive = ({ config }, x) =>
  alongAxis(x, -1, (line) =>
    line.some((v) => v !== config['maskValue']) ? line : line.map(() => 0),
  );

const concatenated: Naive = ({ config }, ...inputs) => {
  const axis = config['axis'] as number;
  const along = axis < 0 ? axis + inputs[0]!.shape.length : axis;
  return inputs.reduce((a, b) =>
    nd(
      a.shape.map((n, i) => (i === along ? n + b.shape[i]! : n)),
      (index) => {
        const behind = index.map((i, axisOf) => (axisOf === along ? i - a.shape[axisOf]! : i));
        return behind[along]! < 0 ? at(a, ...index) : at(b, ...behind);
      },
    ),
  );
};

const dotted: Naive = ({ config }, a, b) => {
  const axes = [config['axes'] as number | number[]].flat();
  const along = [a!, b!].map(({ shape }, i) => {
    const axis = axes[i] ?? axes[0]!;
    return axis < 0 ? axis + shape.length : axis;
  });
  const unit = (line: number[]) => {
    const norm = Math.hypot(...line);
    return line.map((v) => v / norm);
  };
  const [x, y] = [a!, b!].map((v, i) =>
    config['normalize'] ? alongAxis(v, along[i]!, unit) : v,
  ) as [Nd, Nd];
  const kept = [x, y].map(({ shape }, i) =>
    shape.flatMap((n, axis) => (axis === 0 || axis === along[i] ? [] : [n])),
  );
  const shape = [x.shape[0]!, ...kept[0]!, ...kept[1]!];
  return nd(shape.length === 1 ? [...shape, 1] : shape, ([batch, ...rest]) => {
    const [p, q] = [rest.slice(0, kept[0]!.length), rest.slice(kept[0]!.length)];
    let sum = 0;
    for (let i = 0; i < x.shape[along[0]!]!; i++) {
      const place = (others: number[], axis: number) => [
        batch!,
        ...others.slice(0, axis - 1),
        i,
        ...others.slice(axis - 1),
      ];
      sum +=
        at(x, ...place(p, along[0]!)) * at(y, ...place(q.slice(0, kept[1]!.length), along[1]!));
    }
    return sum;
  });
};

const reshaped: Naive = ({ config }, x) => {
  const target = config['targetShape'] as number[];
  const known = target.filter((n) => n > 0).reduce((a, b) => a * b, 1);
  const rest = x.data.length / x.shape[0]! / known;
  return { shape: [x.shape[0]!, ...target.map((n) => (n > 0 ? n : rest))], data: x.data };
};

const flattened: Naive = ({ config }, x) => {
  const first = config['dataFormat'] === 'channelsFirst' && x.shape.length > 1;
  const order = [0, ...x.shape.slice(2).map((_, i) => i + 2), 1];
  const { shape, data } = first ? permuted(x, order) : x;
  return { shape: [shape[0]!, data.length / shape[0]!], data };
};

const encoded: Naive = ({ config }, x) => {
  const tokens = config['numTokens'] as number;
  const lines = alongAxis(x, -1, (line) =>
    Array.from(
      { length: tokens },
      (_, token) => line.filter((v) => Math.trunc(v) === token).length,
    ),
  );
  return config['outputMode'] === 'count' ? lines : map(lines, (v) => Math.min(v, 1));
};

const sequence: Naive = ({ className, config, weights }, x) => {
  const cellConfig = ((config['cell'] as { config?: Config })?.config ?? config) as Config;
  const name =
    className === 'RNN' ? (config['cell'] as Described).className.replace(/Cell$/, '') : className;
  const first = cellConfig['dataFormat'] === 'channelsFirst';
  const moment = (v: Nd) => (first ? permuted(v, [0, 1, 3, 4, 2]) : v);
  const input = moment(x);
  const step = cells[name]!({ ...cellConfig, dataFormat: 'channelsLast' }, weights);
  const units = (cellConfig['units'] ?? cellConfig['filters']) as number;
  const stateShape = name === 'ConvLSTM2D' ? outputSize(cellConfig, input, weights[0]!) : [units];
  const y = recurrent(input, step, {
    stateShape,
    states: /LSTM/.test(name) ? 2 : 1,
    backwards: config['goBackwards'] as boolean,
    returnSequences: config['returnSequences'] as boolean,
  });
  if (!first) return y;
  return y.shape.length === 5 ? permuted(y, [0, 1, 4, 2, 3]) : permuted(y, [0, 3, 1, 2]);
};

/** Of the state of a ConvLSTM2D. */
function outputSize(config: Config, x: Nd, kernel: Nd): number[] {
  const frame = nd([1, ...x.shape.slice(2)], () => 0);
  const { shape } = convolution(config, frame, [kernel]);
  return [...shape.slice(1, -1), config['filters'] as number];
}

const bidirectional: Naive = ({ config, weights }, x) => {
  const { className, config: inner } = config['layer'] as Described;
  const half = weights.length / 2;
  const there = sequence({ className, config: inner, weights: weights.slice(0, half) }, x);
  const goes = { ...inner, goBackwards: !inner['goBackwards'] };
  const back = sequence({ className, config: goes, weights: weights.slice(half) }, x);
  const again = inner['returnSequences'] ? inReverse(back) : back;
  const merge: Record<string, (a: Nd, b: Nd) => Nd> = {
    concat: (a, b) => concatenated({ className: '', config: { axis: -1 }, weights: [] }, a, b),
    sum: (a, b) => combined(([p, q]) => p! + q!)({} as Described, a, b),
    ave: (a, b) => combined(mean)({} as Described, a, b),
    mul: (a, b) => combined(([p, q]) => p! * q!)({} as Described, a, b),
  };
  return merge[config['mergeMode'] as string]!(there, again);
};

const embedded: Naive = ({ weights }, x) =>
  nd([...x.shape, weights[0]!.shape[1]!], (index) =>
    at(weights[0]!, Math.trunc(at(x, ...index.slice(0, -1))), index.at(-1)!),
  );

/** Part i of n of the channels, or of the last axis of a kernel. */
const partOf = (x: Nd, i: number, n: number): Nd => {
  const length = x.shape.at(-1)! / n;
  return nd([...x.shape.slice(0, -1), length], (index) =>
    at(x, ...index.slice(0, -1), i * length + index.at(-1)!),
  );
};

const inGroups: Spatial = (config, x, [kernel, bias]) => {
  const groups = config['groups'] as number;
  const parts = Array.from({ length: groups }, (_, g) =>
    convolution(config, partOf(x, g, groups), [
      partOf(kernel!, g, groups),
      ...(bias ? [partOf(bias, g, groups)] : []),
    ]),
  );
  const each = parts[0]!.shape.at(-1)!;
  return nd([...parts[0]!.shape.slice(0, -1), each * groups], (index) => {
    const c = index.at(-1)!;
    return at(parts[Math.floor(c / each)]!, ...index.slice(0, -1), c % each);
  });
};

/** Output i takes what lies at its middle, (i + 1/2) · step, where input j covers j to j + 1. */
const byMiddles: Naive = ({ config }, x) =>
  withChannelsLast(config, x, (last) => {
    const [, rows, columns] = last.shape as [number, number, number];
    const factors = config['size'] as [number, number] | undefined;
    const sizes = factors
      ? [rows * factors[0], columns * factors[1]]
      : [config['height'] as number, config['width'] as number];
    const valueAt = (line: number[], middle: number): number => {
      const inside = (i: number) => line[Math.max(0, Math.min(i, line.length - 1))]!;
      if (config['interpolation'] === 'nearest') return inside(Math.floor(middle));
      const before = Math.floor(middle - 0.5);
      const part = middle - 0.5 - before;
      return (1 - part) * inside(before) + part * inside(before + 1);
    };
    const along = (of: Nd, axis: number, length: number) =>
      alongAxis(of, axis, (line) =>
        Array.from({ length }, (_, i) => valueAt(line, ((i + 0.5) * line.length) / length)),
      );
    return along(along(last, 1, sizes[0]!), 2, sizes[1]!);
  });

const bounded: Naive = ({ config }, x) => {
  const { maxValue, negativeSlope, threshold } = config as Record<string, number | null>;
  return map(x, (v) => {
    if (maxValue !== null && v >= maxValue!) return maxValue!;
    return v >= threshold! ? v : negativeSlope! * (v - threshold!);
  });
};

const groupNormalized: Naive = ({ config, weights }, x) => {
  const axis = ((config['axis'] as number) + x.shape.length) % x.shape.length;
  const channels = x.shape[axis]!;
  const groups = config['groups'] === -1 ? channels : (config['groups'] as number);
  const each = channels / groups;
  const gamma = config['scale'] ? weights[0] : undefined;
  const beta = config['center'] ? weights.at(-1) : undefined;
  const places = [...indices(x.shape)];
  return nd(x.shape, (index) => {
    const groupOf = (place: number[]) => Math.floor(place[axis]! / each);
    const own = places
      .filter((place) => place[0] === index[0] && groupOf(place) === groupOf(index))
      .map((place) => at(x, ...place));
    const centre = mean(own);
    const variance = mean(own.map((v) => (v - centre) ** 2));
    const z = (at(x, ...index) - centre) / Math.sqrt(variance + (config['epsilon'] as number));
    const c = index[axis]!;
    return z * (gamma ? at(gamma, c) : 1) + (beta ? at(beta, c) : 0);
  });
};

const ofUnitLength: Naive = ({ config }, x) => {
  const axes = [config['axis'] as number | number[]]
    .flat()
    .map((axis) => (axis < 0 ? axis + x.shape.length : axis));
  const places = [...indices(x.shape)];
  return nd(x.shape, (index) => {
    const own = places.filter((place) => place.every((i, a) => axes.includes(a) || i === index[a]));
    return at(x, ...index) / Math.hypot(...own.map((place) => at(x, ...place)));
  });
};

/** Every layer class of tf.js by its definition, in float64, and those of Keras that the library adds. */
export const naiveLayers: Readonly<Record<string, Naive>> = {
  Conv1D: spatial(convolution),
  Conv2D: spatial(convolution),
  Conv3D: spatial(convolution),
  // tf.js has a dilation rate here, and does not use it
  DepthwiseConv2D: spatial((config, ...rest) => depthwise({ ...config, dilationRate: 1 }, ...rest)),
  SeparableConv2D: spatial(separable),
  Conv2DTranspose: spatial(transposed),
  Conv3DTranspose: spatial(transposed),
  Dense: ({ config, weights }, x) =>
    activated(biased(product(x, weights[0]!), weights[1]), config['activation']),
  Embedding: embedded,
  BatchNormalization: batchNormalized,
  LayerNormalization: layerNormalized,
  Rescaling: ({ config }, x) =>
    map(x, (v) => v * (config['scale'] as number) + (config['offset'] as number)),
  Activation: ({ config }, x) => activated(x, config['activation']),
  ReLU: ({ config }, x) =>
    map(x, (v) => Math.min(Math.max(v, 0), (config['maxValue'] as number | undefined) ?? Infinity)),
  LeakyReLU: ({ config }, x) => map(x, (v) => (v > 0 ? v : v * (config['alpha'] as number))),
  PReLU: prelu,
  ELU: (_, x) => activated(x, 'elu'),
  ThresholdedReLU: ({ config }, x) => map(x, (v) => (v > (config['theta'] as number) ? v : 0)),
  Softmax: softmax,
  Dropout: same,
  SpatialDropout1D: same,
  GaussianDropout: same,
  GaussianNoise: same,
  AlphaDropout: same,
  Masking: masked,
  Flatten: flattened,
  Reshape: reshaped,
  Permute: ({ config }, x) => permuted(x, [0, ...(config['dims'] as number[])]),
  RepeatVector: ({ config }, x) =>
    nd([x.shape[0]!, config['n'] as number, x.shape[1]!], ([b, , i]) => at(x, b!, i!)),
  ...graphLayers,
  Cropping2D: cut,
  ZeroPadding2D: padded,
  UpSampling2D: upSampled,
  CenterCrop: centred,
  Resizing: resized,
  CategoryEncoding: encoded,
  AveragePooling1D: pooled(mean),
  AveragePooling2D: pooled(mean),
  AveragePooling3D: pooled(mean),
  MaxPooling1D: pooled(largest),
  MaxPooling2D: pooled(largest),
  MaxPooling3D: pooled(largest),
  GlobalAveragePooling1D: globally(mean),
  GlobalAveragePooling2D: globally(mean),
  GlobalMaxPooling1D: globally(largest),
  GlobalMaxPooling2D: globally(largest),
  Add: combined((values) => values.reduce((a, b) => a + b)),
  Average: combined(mean),
  Maximum: combined(largest),
  Minimum: combined((values) => Math.min(...values)),
  Multiply: combined((values) => values.reduce((a, b) => a * b)),
  Concatenate: concatenated,
  Dot: dotted as Naive,
  GroupedConv2D: spatial(inGroups),
  DilatedDepthwiseConv2D: spatial(depthwise),
  HalfPixelResizing: byMiddles,
  BoundedReLU: bounded,
  GroupNormalization: groupNormalized,
  UnitNormalization: ofUnitLength,
  ResetAfterGRU: sequence,
  RNN: sequence,
  SimpleRNN: sequence,
  GRU: sequence,
  LSTM: sequence,
  ConvLSTM2D: sequence,
  TimeDistributed: ({ config, weights }, x) => {
    const { className, config: inner } = config['layer'] as Described;
    return atEachTime(x, (moment) =>
      naiveLayers[className]!({ className, config: inner, weights }, moment),
    );
  },
  Bidirectional: bidirectional,
};
