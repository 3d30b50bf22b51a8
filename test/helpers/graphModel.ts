import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';

type Weights = Readonly<Record<string, tf.Tensor>>;

const node = (name: string, op: string, input: string[] = [], attr: object = {}) => ({
  ...{ name, op, input },
  attr: { T: { type: 'DT_FLOAT' }, ...attr },
});

const valueNode = (name: string, op: 'Placeholder' | 'Const', shape: readonly number[]) =>
  node(name, op, [], {
    dtype: { type: 'DT_FLOAT' },
    shape: { shape: { dim: shape.map((size) => ({ size: String(size) })) } },
  });

/** A graph model as the converter writes it, of nodes that read 'x' and the weights by name. */
async function graphModel(
  shape: readonly number[],
  weights: Weights,
  nodes: readonly object[],
  outputs: readonly string[],
): Promise<GraphModel> {
  const specs = Object.entries(weights).map(([name, { shape: of }]) => ({
    ...{ name, shape: of, dtype: 'float32' as const },
  }));
  const values = await Promise.all(Object.values(weights).map((weight) => weight.data()));
  const constants = specs.map(({ name, shape: of }) => valueNode(name, 'Const', of));
  const modelTopology = {
    node: [valueNode('x', 'Placeholder', [-1, ...shape]), ...constants, ...nodes],
    versions: { producer: 1 },
  };
  const info = (name: string) => [name, { name, dtype: 'DT_FLOAT' }];
  const artifacts = {
    modelTopology,
    weightSpecs: specs,
    weightData: tf.util.flatten(values.map((of) => [...of])) as number[],
    userDefinedMetadata: { signature: { outputs: Object.fromEntries(outputs.map(info)) } },
  };
  const weightData = Float32Array.from(artifacts.weightData).buffer;
  return loadGraphModel(tf.io.fromMemory({ ...artifacts, weightData } as tf.io.ModelArtifacts));
}

/** tanh(x·w1 + b)·w2 of rows x; with `twoOutputs`, the hidden values too. */
export const rowsGraphModel = (weights: Weights, twoOutputs = false): Promise<GraphModel> =>
  graphModel(
    [(weights['w1'] as tf.Tensor).shape[0] as number],
    weights,
    [
      node('product', 'MatMul', ['x', 'w1']),
      node('sum', 'AddV2', ['product', 'b']),
      node('hidden', 'Tanh', ['sum']),
      node('y', 'MatMul', ['hidden', 'w2']),
    ],
    twoOutputs ? ['y', 'hidden'] : ['y'],
  );

/** Means over rows and columns of relu(conv(x, k)), images of some size. */
export const imagesGraphModel = (
  size: readonly [number, number],
  kernel: tf.Tensor4D,
): Promise<GraphModel> =>
  graphModel(
    [...size, kernel.shape[2]],
    { kernel, axes: tf.tensor1d([1, 2]) },
    [
      node('conv', 'Conv2D', ['x', 'kernel'], {
        strides: { list: { i: ['1', '1', '1', '1'] } },
        padding: { s: 'U0FNRQ==' },
        data_format: { s: 'TkhXQw==' },
        dilations: { list: { i: ['1', '1', '1', '1'] } },
      }),
      node('relu', 'Relu', ['conv']),
      node('y', 'Mean', ['relu', 'axes'], { keep_dims: { b: false } }),
    ],
    ['y'],
  );
