import * as tf from '@tensorflow/tfjs-core';
import {
  type LayersModel,
  layers,
  model as newModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { selectKernels, splitModel } from 'fourier-xai';
import { documentModel } from '../../support/models';
import { randomTensor } from '../../support/random';
import type { Backend, Contest, Group } from '../contest';
import { bruteForceSelection } from '../peers/bruteForceSelection';

const IMAGES = 32;

export const selection: Group = (backend) => {
  const small = selected(backend, [8, 16, 32], 32);
  // the document's model takes cpu minutes an image
  if (backend === 'cpu') return [small];
  return [small, selected(backend, [32, 64, 128], 256, backend === 'wasm' ? 100 : undefined)];
};

/** The kernel selection of some images, against that of one by forward passes. */
function selected(backend: Backend, filters: number[], units: number, reach?: number): Contest {
  const sizes = `${IMAGES}x28x28, ${filters.join('-')}, ${units} units`;
  return {
    ...{ group: 'selection', what: 'selectKernels', backend, sizes, reach },
    prepare: () => {
      const model = documentModel(28, filters, units);
      const { g, h } = splitModel(model);
      const head = withoutSoftmax(h);
      const x = randomTensor<tf.Rank.R4>([IMAGES, 28, 28, 1], 7);
      const one = tf.slice(x, [0, 0, 0, 0], [1, -1, -1, -1]);
      const curveOf = async () => {
        const { errors } = await selectKernels(model, x);
        return [Float32Array.from(errors[0] as readonly number[])];
      };
      return {
        ours: { name: 'selectKernels', run: curveOf },
        peer: {
          ...{ name: 'batched forward passes (from 1 image)', share: 1 / IMAGES },
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

/** The second half, whose last layer becomes linear. */
function withoutSoftmax(h: LayersModel): LayersModel {
  const [before, last] = h.layers.slice(-2) as [layers.Layer, layers.Layer];
  const linear = layers.dense({ units: 2 });
  const outputs = linear.apply(before.output as SymbolicTensor) as SymbolicTensor;
  linear.setWeights(last.getWeights());
  return newModel({ inputs: h.inputs, outputs });
}
