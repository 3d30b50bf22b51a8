import type * as tf from '@tensorflow/tfjs-core';
import { collapseModel } from 'fourier-xai';
import { documentModel } from '../../support/models';
import { randomTensor } from '../../support/random';
import type { Backend, Contest, Group } from '../contest';

const BATCH = 16;

export const collapse: Group = (backend) => {
  const small = collapsed(backend, [8, 16, 32], 32);
  // making the document's model and one of its predictions take minutes on cpu
  if (backend === 'cpu') return [small];
  const reach = backend === 'wasm' ? 200 : undefined;
  return [small, collapsed(backend, [32, 64, 128], 256, reach)];
};

/** The network of the source document up to its first nonlinearity as one dense layer. */
function collapsed(backend: Backend, filters: number[], units: number, reach?: number): Contest {
  const sizes = `${BATCH}x28x28, ${filters.join('-')}, ${units} units`;
  return {
    ...{ group: 'collapse', what: 'collapseModel', backend, sizes, reach },
    prepare: () => {
      const model = documentModel(28, filters, units);
      const dense = collapseModel(model);
      const x = randomTensor<tf.Rank.R4>([BATCH, 28, 28, 1], 7);
      return {
        ours: { name: 'collapseModel', run: () => [dense.predict(x) as tf.Tensor] },
        peer: { name: 'model.predict', run: () => [model.predict(x) as tf.Tensor] },
        dispose: () => {
          x.dispose();
          dense.dispose();
          model.dispose();
        },
      };
    },
  };
}
