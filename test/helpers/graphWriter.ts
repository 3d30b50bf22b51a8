import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { randomArray } from '../../support/random';

/** A node as its op, what it takes and its attributes: plain values, or as written where an object. */
export type WrittenNode = readonly [
  op: string,
  inputs?: readonly string[],
  attributes?: Attributes,
];
type Attributes = Readonly<Record<string, unknown>>;

export interface WrittenWeight {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly dtype?: 'float32' | 'int32' | 'bool';
}

export interface WrittenGraph {
  /** By name, the sizes, -1 where open; null for an input that says none. */
  readonly inputs?: Readonly<Record<string, readonly number[] | null>>;
  readonly weights?: Readonly<Record<string, WrittenWeight>>;
  readonly nodes: Readonly<Record<string, WrittenNode>>;
  /** By default what nothing else takes. */
  readonly outputs?: readonly string[];
  /** Strings as bytes, as old converters write them, or as base64. */
  readonly strings?: 'bytes' | 'base64';
  readonly types?: Readonly<Record<string, 'DT_FLOAT' | 'DT_INT32'>>;
}

/** Seeded weights of both signs. */
export function weight(shape: readonly number[], seed = 1): WrittenWeight {
  const values = randomArray(tf.util.sizeFromShape([...shape]), seed);
  return { shape, values: Array.from(values) };
}

export const positive = (shape: readonly number[], seed = 1): WrittenWeight => ({
  shape,
  values: weight(shape, seed).values.map((value) => Math.abs(value) + 0.5),
});

/** Numbers, as a vector or, of one given alone, a scalar. */
export const floats = (given: number | readonly number[], shape?: readonly number[]) => {
  const values = [given].flat() as number[];
  return { shape: shape ?? (typeof given === 'number' ? [] : [values.length]), values };
};

export const ints = (given: number | readonly number[], shape?: readonly number[]) => ({
  ...floats(given, shape),
  dtype: 'int32' as const,
});

const textOf = (value: string, strings: WrittenGraph['strings']) =>
  strings === 'bytes' ? [...Buffer.from(value)] : Buffer.from(value).toString('base64');

function attributeOf(value: unknown, strings: WrittenGraph['strings']): unknown {
  if (typeof value === 'string') return { s: textOf(value, strings) };
  if (typeof value === 'number') return { i: String(value) };
  if (typeof value === 'boolean') return { b: value };
  if (!Array.isArray(value)) return value;
  return typeof value[0] === 'string'
    ? { list: { s: value.map((one: string) => textOf(one, strings)) } }
    : { list: { i: value.map(String) } };
}

const dimOf = (sizes: readonly number[]) => ({
  dim: sizes.map((size) => ({ size: String(size) })),
});

/** The artifacts of a graph model, as a converter writes them. */
export function written(graph: WrittenGraph): tf.io.ModelArtifacts {
  const { inputs = { x: [-1, 8, 8, 3] }, weights = {}, nodes, types = {} } = graph;
  const placeholders = Object.entries(inputs).map(([name, sizes]) => ({
    ...{ name, op: 'Placeholder' },
    attr: {
      dtype: { type: types[name] ?? 'DT_FLOAT' },
      shape: { shape: sizes ? dimOf(sizes) : { unknownRank: true } },
    },
  }));
  const list = Object.entries(weights);
  const constants = list.map(([name, { dtype = 'float32' }]) => ({
    ...{ name, op: 'Const' },
    attr: { dtype: { type: dtype === 'int32' ? 'DT_INT32' : 'DT_FLOAT' } },
  }));
  const others = Object.entries(nodes).map(([name, [op, input = [], attributes = {}]]) => ({
    ...{ name, op, input },
    attr: Object.fromEntries(
      Object.entries(attributes).map(([key, value]) => [key, attributeOf(value, graph.strings)]),
    ),
  }));
  const arrays = list.map(([, { values, dtype }]) =>
    dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values),
  );
  const bytes = Buffer.concat(arrays.map(({ buffer }) => new Uint8Array(buffer)));
  const signature = graph.outputs && {
    outputs: Object.fromEntries(graph.outputs.map((name) => [name, { name }])),
  };
  return {
    modelTopology: { node: [...placeholders, ...constants, ...others], versions: { producer: 1 } },
    weightSpecs: list.map(([name, { shape, dtype = 'float32' }]) => {
      return { name, shape: [...shape], dtype };
    }),
    weightData: Uint8Array.from(bytes).buffer,
    ...(signature && { userDefinedMetadata: { signature } }),
  } as tf.io.ModelArtifacts;
}

export const graphFrom = (graph: WrittenGraph): Promise<GraphModel> =>
  loadGraphModel(tf.io.fromMemory(written(graph)));

/** One layer's node of images, with the attributes that all such have. */
export const imageOp = (
  op: string,
  inputs: readonly string[],
  attributes: Attributes = {},
): WrittenNode => [
  op,
  inputs,
  {
    ...{ strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: 'SAME', data_format: 'NHWC' },
    ...attributes,
  },
];
