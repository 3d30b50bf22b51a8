import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files of a model, by name. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** Whole models, by the kind of file. */
export interface Right {
  readonly kind: string;
  readonly files: Files;
  /** Whether the format has a checksum of all that counts. */
  readonly isChecked: boolean;
}

const fixtures = join(import.meta.dirname, '../../../test/fixtures/keras');
const bytesOf = (name: string) => new Uint8Array(readFileSync(join(fixtures, name)));
const utf8 = (text: string) => new TextEncoder().encode(text);

/** Models in files of every kind that loadModel takes, without a fault. */
export function rightFiles(): Right[] {
  const single = [
    'keras2.h5',
    'keras2-long-lists.h5',
    'keras3.h5',
    'keras3.keras',
    'keras213.keras',
  ];
  return [
    ...single.map((name) => ({
      kind: name,
      files: { [name]: bytesOf(name) },
      isChecked: name.endsWith('.keras'),
    })),
    { kind: 'layers model.json', files: layersJson(), isChecked: false },
    { kind: 'graph model.json', files: graphJson(), isChecked: false },
  ];
}

/** Numbers between -1 and 1. */
const numbers = (count: number) =>
  new Uint8Array(Float32Array.from({ length: count }, (_, i) => Math.sin(1 + i * 1.7)).buffer);

interface Spec {
  readonly name: string;
  readonly shape: readonly number[];
}

const manifestOf = (specs: readonly Spec[]) => [
  { paths: ['weights.bin'], weights: specs.map((spec) => ({ ...spec, dtype: 'float32' })) },
];

const filesOf = (json: object, specs: readonly Spec[]): Files => ({
  'model.json': utf8(JSON.stringify({ ...json, weightsManifest: manifestOf(specs) })),
  'weights.bin': numbers(
    specs.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0),
  ),
});

function layersJson(): Files {
  const layer = (class_name: string, name: string, from: string[], config: object) => ({
    ...{ class_name, name, config: { name, trainable: true, ...config } },
    inbound_nodes: from.length > 0 ? [from.map((one) => [one, 0, 0, {}])] : [],
  });
  const conv = { filters: 3, kernel_size: [3, 3], padding: 'same', data_format: 'channels_last' };
  const layers = [
    layer('InputLayer', 'x', [], { batch_input_shape: [null, 6, 6, 2] }),
    layer('Conv2D', 'conv', ['x'], { ...conv, strides: [1, 1], activation: 'relu' }),
    layer('BatchNormalization', 'norm', ['conv'], { axis: [3], epsilon: 0.001 }),
    layer('Add', 'add', ['conv', 'norm'], {}),
    layer('Flatten', 'flatten', ['add'], {}),
    layer('Dense', 'dense', ['flatten'], { units: 4, activation: 'softmax', use_bias: true }),
  ];
  const ends = { input_layers: [['x', 0, 0]], output_layers: [['dense', 0, 0]] };
  const config = { name: 'model', layers, ...ends };
  return filesOf(
    {
      format: 'layers-model',
      modelTopology: {
        keras_version: '2.15.0',
        model_config: { class_name: 'Functional', config },
      },
    },
    [
      { name: 'conv/kernel', shape: [3, 3, 2, 3] },
      { name: 'conv/bias', shape: [3] },
      ...['gamma', 'beta', 'moving_mean', 'moving_variance'].map((name) => ({
        ...{ name: `norm/${name}`, shape: [3] },
      })),
      { name: 'dense/kernel', shape: [108, 4] },
      { name: 'dense/bias', shape: [4] },
    ],
  );
}

function graphJson(): Files {
  const shapeOf = (sizes: readonly number[]) => ({
    dim: sizes.map((size) => ({ size: `${size}` })),
  });
  const float = { type: 'DT_FLOAT' };
  const node = (op: string, name: string, input: string[], attr: object = {}) => ({
    ...{ name, op, input },
    attr: { T: float, ...attr },
  });
  const constant = ({ name, shape }: Spec) =>
    node('Const', name, [], {
      dtype: float,
      value: { tensor: { dtype: 'DT_FLOAT', tensorShape: shapeOf(shape) } },
    });
  const ones = { list: { i: ['1', '1', '1', '1'] } };
  const specs = [
    { name: 'kernel', shape: [3, 3, 2, 3] },
    { name: 'bias', shape: [3] },
    { name: 'matrix', shape: [3, 4] },
  ];
  const nodes = [
    node('Placeholder', 'x', [], { dtype: float, shape: { shape: shapeOf([-1, 6, 6, 2]) } }),
    ...specs.map(constant),
    {
      ...node('Const', 'axes', [], {
        dtype: { type: 'DT_INT32' },
        value: { tensor: { dtype: 'DT_INT32', tensorShape: shapeOf([2]) } },
      }),
    },
    node('Conv2D', 'conv', ['x', 'kernel'], {
      ...{ strides: ones, dilations: ones, explicit_paddings: { list: {} } },
      ...{ padding: { s: 'U0FNRQ==' }, data_format: { s: 'TkhXQw==' } },
    }),
    node('BiasAdd', 'biased', ['conv', 'bias'], { data_format: { s: 'TkhXQw==' } }),
    node('Relu', 'relu', ['biased']),
    node('Mean', 'mean', ['relu', 'axes'], { keep_dims: { b: false }, Tidx: { type: 'DT_INT32' } }),
    node('MatMul', 'logits', ['mean', 'matrix'], {
      ...{ transpose_a: { b: false }, transpose_b: { b: false } },
    }),
    node('Softmax', 'probabilities', ['logits']),
  ];
  const signature = {
    inputs: { x: { name: 'x:0', dtype: 'DT_FLOAT', tensorShape: shapeOf([-1, 6, 6, 2]) } },
    outputs: { y: { name: 'probabilities:0', dtype: 'DT_FLOAT', tensorShape: shapeOf([-1, 4]) } },
  };
  const all = filesOf(
    { format: 'graph-model', modelTopology: { node: nodes, versions: { producer: 1 } }, signature },
    specs,
  );
  const json = JSON.parse(new TextDecoder().decode(all['model.json'])) as {
    weightsManifest: [{ weights: object[] }];
  };
  json.weightsManifest[0].weights.push({ name: 'axes', shape: [2], dtype: 'int32' });
  const axes = new Uint8Array(Int32Array.of(1, 2).buffer);
  return {
    'model.json': utf8(JSON.stringify(json)),
    'weights.bin': Uint8Array.from([...(all['weights.bin'] as Uint8Array), ...axes]),
  };
}
