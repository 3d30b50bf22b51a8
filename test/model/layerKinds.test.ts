import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { inputGradient } from '../../src/gradients/inputGradient';
import { applyRun } from '../../src/linear/applyRun';
import { graphLayers } from '../../src/load/graph/layers/graphLayers';
import { layerKinds } from '../../src/model/layerKinds';
import { BoundedReLU } from '../../src/model/layers/boundedReLU';
import { DilatedDepthwiseConv2D } from '../../src/model/layers/dilatedDepthwiseConv2D';
import { GroupedConv2D } from '../../src/model/layers/groupedConv2D';
import { GroupNormalization } from '../../src/model/layers/groupNormalization';
import { HalfPixelResizing } from '../../src/model/layers/halfPixelResizing';
import { ResetAfterGRU } from '../../src/model/layers/resetAfterGRU';
import { UnitNormalization } from '../../src/model/layers/unitNormalization';
import { linearPart } from '../../src/model/readLayer';
import { conservationReport } from '../../src/relevance/evaluation/conservationReport';
import { lrp } from '../../src/relevance/lrp/lrp';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';

type Layer = tfl.layers.Layer;

const { layers } = tfl;
const [image, signal, row, volume] = [[6, 5, 2], [6, 3], [4], [3, 4, 3, 2]] as const;
const conv = { filters: 3, kernelSize: 2 } as const;

interface Example {
  readonly make: () => Layer;
  /** Of one sample; of each of two inputs where it joins several. */
  readonly shape: readonly number[];
  readonly joins?: boolean;
}

const of = (make: () => Layer, shape: readonly number[], joins = false): Example => {
  return { make, shape, joins };
};

/** One of the layers that graph models need. */
const own = (name: string, config: object): Layer => {
  const [Class] = graphLayers.filter(({ className }) => className === name);
  return new Class!(config as never);
};

/** A layer of every class of the table, and an input for it. */
const examples: Readonly<Record<string, Example>> = {
  Conv1D: of(() => layers.conv1d(conv), signal),
  Conv2D: of(() => layers.conv2d({ ...conv, activation: 'relu' }), image),
  DepthwiseConv2D: of(() => layers.depthwiseConv2d({ kernelSize: 2 }), image),
  GroupedConv2D: of(() => new GroupedConv2D({ ...conv, filters: 4, groups: 2 }), image),
  DilatedDepthwiseConv2D: of(
    () => new DilatedDepthwiseConv2D({ kernelSize: 2, dilationRate: 2 }),
    image,
  ),
  SeparableConv2D: of(() => layers.separableConv2d(conv), image),
  Conv2DTranspose: of(() => layers.conv2dTranspose({ ...conv, strides: 2 }), image),
  Dense: of(() => layers.dense({ units: 3 }), row),
  Conv3D: of(() => layers.conv3d(conv), volume),
  Conv3DTranspose: of(() => layers.conv3dTranspose(conv), volume),
  Embedding: of(() => layers.embedding({ inputDim: 5, outputDim: 2 }), row),
  BatchNormalization: of(() => layers.batchNormalization(), image),
  LayerNormalization: of(() => layers.layerNormalization(), image),
  GroupNormalization: of(() => new GroupNormalization({ groups: 2 }), image),
  UnitNormalization: of(() => new UnitNormalization({}), image),
  Rescaling: of(() => layers.rescaling({ scale: 2, offset: 0.5 }), image),
  Activation: of(() => layers.activation({ activation: 'tanh' }), image),
  ReLU: of(() => layers.reLU(), image),
  BoundedReLU: of(() => new BoundedReLU({ maxValue: 2, negativeSlope: 0.5 }), image),
  LeakyReLU: of(() => layers.leakyReLU(), image),
  PReLU: of(() => layers.prelu(), image),
  ELU: of(() => layers.elu(), image),
  ThresholdedReLU: of(() => layers.thresholdedReLU({ theta: 0.2 }), image),
  Softmax: of(() => layers.softmax(), row),
  Dropout: of(() => layers.dropout({ rate: 0.5 }), image),
  SpatialDropout1D: of(() => layers.spatialDropout1d({ rate: 0.5 }), signal),
  GaussianDropout: of(() => layers.gaussianDropout({ rate: 0.5 }), image),
  GaussianNoise: of(() => layers.gaussianNoise({ stddev: 1 }), image),
  AlphaDropout: of(() => layers.alphaDropout({ rate: 0.5 }), image),
  Masking: of(() => layers.masking(), signal),
  Flatten: of(() => layers.flatten(), image),
  Reshape: of(() => layers.reshape({ targetShape: [10, 6] }), image),
  Permute: of(() => layers.permute({ dims: [2, 1, 3] }), image),
  RepeatVector: of(() => layers.repeatVector({ n: 3 }), row),
  Cropping2D: of(
    () =>
      layers.cropping2D({
        cropping: [
          [1, 2],
          [0, 1],
        ],
      }),
    image,
  ),
  ZeroPadding2D: of(
    () =>
      layers.zeroPadding2d({
        padding: [
          [1, 2],
          [0, 1],
        ],
      }),
    image,
  ),
  ElementwiseFunction: of(
    () => own('ElementwiseFunction', { function: 'exp', parameter: 0 }),
    image,
  ),
  Padding: of(
    () =>
      own('Padding', {
        padding: [
          [1, 2],
          [0, 3],
          [0, 0],
        ],
        mode: 'reflect',
        value: 0,
      }),
    image,
  ),
  Slice: of(
    () =>
      own('Slice', {
        slices: [
          [1, null, 2],
          [0, 3, 1],
          [0, null, 1],
        ],
      }),
    image,
  ),
  DepthToSpace: of(() => own('DepthToSpace', { blockSize: 2 }), [3, 2, 8]),
  ImageResizing: of(
    () => own('ImageResizing', { height: 4, width: 7, halfPixelCenters: true }),
    image,
  ),
  UpSampling2D: of(() => layers.upSampling2d({ size: [2, 3] }), image),
  CenterCrop: of(() => layers.centerCrop({ height: 3, width: 3 }), image),
  Resizing: of(() => layers.resizing({ height: 4, width: 7 }), image),
  HalfPixelResizing: of(() => new HalfPixelResizing({ height: 4, width: 7 }), image),
  RandomWidth: of(() => layers.randomWidth({ factor: [0, 0.1] }), image),
  CategoryEncoding: of(() => layers.categoryEncoding({ numTokens: 5, outputMode: 'count' }), row),
  AveragePooling1D: of(() => layers.averagePooling1d({ poolSize: 2, padding: 'same' }), signal),
  AveragePooling2D: of(() => layers.averagePooling2d({ poolSize: 3, padding: 'same' }), image),
  AveragePooling3D: of(() => layers.averagePooling3d({ poolSize: 2 }), volume),
  GlobalAveragePooling1D: of(() => layers.globalAveragePooling1d(), signal),
  GlobalAveragePooling2D: of(() => layers.globalAveragePooling2d({}), image),
  MaxPooling1D: of(() => layers.maxPooling1d({ poolSize: 2 }), signal),
  MaxPooling2D: of(() => layers.maxPooling2d({ poolSize: 2 }), image),
  MaxPooling3D: of(() => layers.maxPooling3d({ poolSize: 2 }), volume),
  GlobalMaxPooling1D: of(() => layers.globalMaxPooling1d(), signal),
  GlobalMaxPooling2D: of(() => layers.globalMaxPooling2d({}), image),
  Add: of(() => layers.add(), image, true),
  Average: of(() => layers.average(), image, true),
  Concatenate: of(() => layers.concatenate(), image, true),
  Maximum: of(() => layers.maximum(), image, true),
  Minimum: of(() => layers.minimum(), image, true),
  Multiply: of(() => layers.multiply(), image, true),
  Dot: of(() => layers.dot({ axes: 1 }), row, true),
  RNN: of(
    () =>
      layers.rnn({
        cell: layers.simpleRNNCell({ units: 2, recurrentInitializer: 'zeros' }) as never,
      }),
    signal,
  ),
  SimpleRNN: of(() => layers.simpleRNN({ units: 2, recurrentInitializer: 'zeros' }), signal),
  GRU: of(() => layers.gru({ units: 2, recurrentInitializer: 'zeros' }), signal),
  ResetAfterGRU: of(() => new ResetAfterGRU({ units: 2, recurrentInitializer: 'zeros' }), signal),
  LSTM: of(() => layers.lstm({ units: 2, recurrentInitializer: 'zeros' }), signal),
  ConvLSTM2D: of(
    () => layers.convLstm2d({ ...conv, padding: 'same', recurrentInitializer: 'zeros' }) as Layer,
    volume,
  ),
  TimeDistributed: of(() => layers.timeDistributed({ layer: layers.dense({ units: 2 }) }), signal),
  Bidirectional: of(
    () =>
      layers.bidirectional({
        layer: layers.gru({ units: 2, recurrentInitializer: 'zeros' }) as never,
        mergeMode: 'concat',
      }),
    signal,
  ),
};

/** Classes of whose output tf.js does not know the shape. */
const withoutSlope = ['Resizing'];

/** logits = dense(flatten(layer(x))), or layer(x, 2x) for layers that join. */
function modelOf({ make, shape, joins }: Example): { model: tfl.LayersModel; layer: Layer } {
  const input = tfl.input({ shape: [...shape] });
  const layer = make();
  // some layers of tf.js 4.22 change the shape of what they read, which shall not be that of the model's input
  const read = layers.reshape({ targetShape: [...shape] }).apply(input) as tfl.SymbolicTensor;
  const other = joins
    ? [read, layers.rescaling({ scale: 2 }).apply(input) as tfl.SymbolicTensor]
    : read;
  const y = layer.apply(other) as tfl.SymbolicTensor;
  const rows = y.shape.length > 2 ? (layers.flatten().apply(y) as tfl.SymbolicTensor) : y;
  const output = layers.dense({ units: 2 }).apply(rows) as tfl.SymbolicTensor;
  const model = tfl.model({ inputs: input, outputs: output });
  for (const [i, weight] of model.weights.entries()) {
    const values = randomTensor(weight.shape as number[], 5 + i);
    weight.write(weight.originalName.includes('variance') ? tf.add(tf.abs(values), 0.5) : values);
  }
  return { model, layer };
}

const inputFor = ({ shape }: Example): tf.Tensor =>
  tf.add(randomTensor([2, ...shape], 3), tf.scalar(0.1));

afterEach(() => {
  tf.disposeVariables();
});

describe('layerKinds', () => {
  it('has a row for every layer class that tf.js registers', () => {
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    const isLayer = (type: object): boolean =>
      type === tfl.layers.Layer ||
      (Object.getPrototypeOf(type) ? isLayer(Object.getPrototypeOf(type)) : false);
    const notLayers = /^(Model|Functional|Sequential|FusedLinear)$|Cells?$/;
    const registered = Object.entries(classNameMap)
      .filter(([name, [type]]) => isLayer(type) && type.className === name && !notLayers.test(name))
      .map(([name]) => name)
      .filter((name) => name in layerKinds || /^[A-Z]\w+$/.test(name));
    expect(registered.length).toBeGreaterThan(55);
    for (const name of registered.filter((one) => isTfjsClass(one))) {
      expect(Object.keys(layerKinds)).toContain(name);
    }
  });

  it('is walked row by row below', () => {
    const rows = Object.keys(layerKinds).filter((name) => name !== 'InputLayer');
    expect(Object.keys(examples).sort()).toEqual(rows.sort());
  });

  it.each(Object.entries(examples))('%s is what its row says', async (name, example) => {
    // no layer of tf.js can follow on its shape
    if (name === 'RandomWidth') return;
    const { model, layer } = modelOf(example);
    expect(layer.getClassName()).toBe(name);
    const kind = layerKinds[name]!;
    const x = inputFor(example);
    await expectRead(layer, example, x);
    if (kind.refusal !== undefined) {
      const rule = new RegExp(`^lrp: ${kind.refusal}, but '${layer.name}' is one`);
      expect(() => lrp(model, x)).toThrow(rule);
      return;
    }
    // wasm lacks some gradients, and those of volumes are wrong there
    if (tf.getBackend() !== 'cpu' || withoutSlope.includes(name)) return;
    await expectSlope(model, x);
    const relevance = lrp(model, x, { target: 1 });
    expect(relevance.shape).toEqual(x.shape);
    const reports = await conservationReport(model, x, relevance, { target: 1 });
    const named = kind.relevance === undefined ? [layer.name] : [];
    for (const { layersWithoutRule } of reports) expect(layersWithoutRule).toEqual(named);
  });
});

/** Whether tf.js itself has the class, and no test has registered it. */
const isTfjsClass = (name: string): boolean =>
  Object.hasOwn(examples, name) || name === 'InputLayer';

/** Its linear ops give what the layer gives, its activation apart. */
async function expectRead(layer: Layer, { shape, joins }: Example, x: tf.Tensor): Promise<void> {
  const ops = joins ? undefined : linearPart(layer, [null, ...shape]);
  const kind = layerKinds[layer.getClassName()]!;
  expect(ops !== undefined).toBe(kind.linear !== undefined);
  const isPlain = !kind.isActivation && layer.getConfig()['activation'] !== 'relu';
  if (!ops || !isPlain) return;
  const pixel = new Array<number>(3 - shape.length).fill(1);
  const images = tf.reshape<tf.Rank.R4>(x, [2, ...pixel, ...shape] as never);
  const y = layer.apply(x) as tf.Tensor;
  await expectClose(tf.reshape(applyRun(ops, images), y.shape as number[]), y, 1e-5);
}

/** The gradient along a direction is the difference quotient. */
async function expectSlope(model: tfl.LayersModel, x: tf.Tensor): Promise<void> {
  const gradient = inputGradient(model, x, { target: 1, output: 'probabilities' });
  expect(gradient.shape).toEqual(x.shape);
  const step = tf.mul(randomTensor(x.shape, 8), 1e-3);
  const logit = (sign: number) => {
    const y = model.predict(tf.add(x, tf.mul(step, sign))) as tf.Tensor2D;
    return tf.sum(tf.slice(y, [0, 1], [-1, 1]));
  };
  const quotient = tf.div(tf.sub(logit(1), logit(-1)), 2);
  const scale = tf.sum(tf.abs(tf.mul(gradient, step)));
  const error = tf.div(
    tf.abs(tf.sub(tf.sum(tf.mul(gradient, step)), quotient)),
    tf.add(scale, 1e-6),
  );
  expect((await error.data())[0]).toBeLessThan(0.02);
}
