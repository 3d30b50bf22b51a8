import * as tf from '@tensorflow/tfjs-core';
import {
  type LayersModel,
  layers,
  model as newModel,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { selectKernels, splitModel } from 'fourier-xai';
import { documentModel, seedWeights } from '../../support/models';
import { randomTensor } from '../../support/random';
import type { Backend, Contest, Group } from '../contest';
import { bruteForceSelection } from '../peers/bruteForceSelection';

export const selection: Group = (backend) => {
  const reach = (wanted: number) => (backend === 'wasm' ? wanted : undefined);
  const small = selected(backend, { images: 32, filters: [8, 16, 32], units: 32 });
  // the document's model takes cpu minutes an image
  if (backend === 'cpu') return [small];
  const documents = { filters: [32, 64, 128], units: 256 };
  return [
    small,
    selected(backend, { images: 32, ...documents, reach: reach(150) }),
    selected(backend, { images: 1000, ...documents, reach: reach(250) }),
    pooled(backend, reach(1 / 4)),
  ];
};

interface Size {
  readonly images: number;
  readonly filters: number[];
  readonly units: number;
  readonly reach?: number | undefined;
}

/** The kernel selection of some images, against that of one by forward passes. */
function selected(backend: Backend, { images, filters, units, reach }: Size): Contest {
  const sizes = `${images}x28x28, ${filters.join('-')}, ${units} units`;
  return {
    ...{ group: 'selection', what: 'selectKernels', backend, sizes, reach },
    prepare: () => {
      const model = documentModel(28, filters, units);
      const { g, h } = splitModel(model);
      const head = withoutSoftmax(h);
      const x = randomTensor<tf.Rank.R4>([images, 28, 28, 1], 7);
      const one = tf.slice(x, [0, 0, 0, 0], [1, -1, -1, -1]);
      const curveOf = async () => {
        const { errors } = await selectKernels(model, x);
        return [Float32Array.from(errors[0] as readonly number[])];
      };
      return {
        ours: { name: 'selectKernels', run: curveOf },
        peer: {
          ...{ name: 'batched forward passes (from 1 image)', share: 1 / images },
          run: async () => [await bruteForceSelection(g, head, one)],
        },
        dispose: () => {
          tf.dispose([x, one]);
          model.dispose();
        },
      };
    },
  };
}

/** The kernel selection of a model whose head begins with global pooling, against forward passes of the same images. */
function pooled(backend: Backend, reach?: number): Contest {
  const [images, filters] = [32, [16, 32, 64]];
  const sizes = `${images}x28x28, ${filters.join('-')}, global pooling, 64 units`;
  return {
    ...{ group: 'selection', what: 'selectKernels', backend, sizes, reach },
    prepare: () => {
      const model = pooledModel(filters);
      const x = randomTensor<tf.Rank.R4>([images, 28, 28, 1], 7);
      return {
        ours: {
          name: 'selectKernels',
          run: async () => [Float32Array.from((await selectKernels(model, x)).predicted)],
        },
        peer: {
          name: 'a forward pass an image',
          run: async () => {
            const y = tf.tidy(() => tf.argMax(model.predict(x) as tf.Tensor, 1));
            const classes = await y.data();
            y.dispose();
            return [Float32Array.from(classes)];
          },
        },
        dispose: () => {
          x.dispose();
          model.dispose();
        },
      };
    },
  };
}

function pooledModel(filters: readonly number[]): LayersModel {
  const convolutions = filters.map((count, i) =>
    layers.conv2d({
      ...{ filters: count, kernelSize: 3, padding: 'same', activation: 'relu' },
      ...(i === 0 && { inputShape: [28, 28, 1] }),
    }),
  );
  return seedWeights(
    sequential({
      layers: [
        ...convolutions,
        layers.globalAveragePooling2d({}),
        layers.dense({ units: 64, activation: 'relu' }),
        layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  );
}

/** The second half, whose last layer becomes linear. */
function withoutSoftmax(h: LayersModel): LayersModel {
  const [before, last] = h.layers.slice(-2) as [layers.Layer, layers.Layer];
  const linear = layers.dense({ units: 2 });
  const outputs = linear.apply(before.output as SymbolicTensor) as SymbolicTensor;
  linear.setWeights(last.getWeights());
  return newModel({ inputs: h.inputs, outputs });
}
