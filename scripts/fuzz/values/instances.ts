import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { documentModel } from '../../../support/models';
import type { Makers } from './shared';

/** Made once: models are dear, and no call may change one. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function disposedModel(): tfl.LayersModel {
  const model = documentModel(6, [2, 3]);
  model.dispose();
  return model;
}

function twoInputs(): tfl.LayersModel {
  const inputs = [tfl.input({ shape: [6, 6, 1] }), tfl.input({ shape: [6, 6, 1] })];
  const y = tfl.layers.add().apply(inputs) as tfl.SymbolicTensor;
  return tfl.model({ inputs, outputs: y });
}

const layersOf = (...layers: tfl.layers.Layer[]): tfl.LayersModel => tfl.sequential({ layers });

function withNaN(): tfl.LayersModel {
  const model = documentModel(6, [2, 3]);
  tf.tidy(() => model.setWeights(model.getWeights().map((w) => tf.fill(w.shape, Number.NaN))));
  return model;
}

const conv = (inputShape: (number | null)[], name?: string) =>
  tfl.layers.conv2d({ inputShape, filters: 2, kernelSize: 3, ...(name && { name }) });
const flat = () => [tfl.layers.flatten(), tfl.layers.dense({ units: 2 })];

function laterSignal(): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error('later')), 1);
  return controller.signal;
}

/** Models and signals, right ones and others. */
export const instances: Makers = {
  'model:disposed': once(disposedModel),
  'model:dense': once(() => layersOf(tfl.layers.dense({ inputShape: [3], units: 2 }))),
  'model:twoInputs': once(twoInputs),
  'model:NaN': once(withNaN),
  'model:open': once(() =>
    layersOf(
      conv([null, null, 1]),
      tfl.layers.globalAveragePooling2d({}),
      tfl.layers.dense({ units: 2 }),
    ),
  ),
  'model:toString': once(() => layersOf(conv([6, 6, 1], 'toString'), ...flat())),
  'model:strided': once(() =>
    layersOf(
      tfl.layers.conv2d({
        inputShape: [6, 6, 1],
        filters: 2,
        kernelSize: 2,
        strides: 2,
        activation: 'relu',
      }),
      tfl.layers.maxPooling2d({ poolSize: 2 }),
      ...flat(),
    ),
  ),
  'model:empty': once(() => tfl.sequential()),
  'model:layer': once(() => tfl.layers.dense({ units: 2 })),
  'model:fake': () => ({ layers: [], inputs: [], outputs: [], predict: () => undefined }),
  'model:predicts': () => ({ predict: (x: unknown) => x, inputs: [{}], outputs: [{}] }),
  'signal:open': () => new AbortController().signal,
  'signal:aborted': () => AbortSignal.abort(new Error('own reason')),
  'signal:later': laterSignal,
  'signal:fake': () => ({ aborted: true }),
};
