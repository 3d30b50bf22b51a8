import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { fuseModel } from '../../src/fourier/fusion/fuseModel';
import { loadModel } from '../../src/load/index';
import { conservationReport } from '../../src/relevance/evaluation/conservationReport';
import { lrp } from '../../src/relevance/lrp/lrp';
import { gradCam } from '../../src/relevance/methods/gradCam';
import { selectKernels } from '../../src/relevance/selection/selectKernels';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { functional, modelJsonFiles, randomNd, type WrittenLayer } from '../helpers/kerasModelJson';

const conv = { strides: [1, 1], padding: 'same', data_format: 'channels_last', use_bias: true };
const layer = (
  className: string,
  name: string,
  from: string,
  config: Record<string, unknown>,
): WrittenLayer => ({ className, name, config, calls: [[from]] });

/** A classifier of images with layers that tf.js lacks or computes otherwise. */
function files() {
  const layers: WrittenLayer[] = [
    { className: 'InputLayer', name: 'x', config: { batch_shape: [null, 9, 8, 3] } },
    layer('Rescaling', 'rescaled', 'x', { scale: 0.5, offset: -0.1 }),
    layer('RandomFlip', 'flipped', 'rescaled', { mode: 'horizontal' }),
    layer('Conv2D', 'first', 'flipped', { ...conv, filters: 4, kernel_size: [3, 3] }),
    layer('Conv2D', 'grouped', 'first', {
      ...{ ...conv, filters: 6, kernel_size: [3, 3], groups: 2, activation: 'hard_silu' },
    }),
    layer('DepthwiseConv2D', 'gaps', 'grouped', {
      ...{ ...conv, kernel_size: [2, 3], dilation_rate: [2, 2], depth_multiplier: 1 },
    }),
    layer('GroupNormalization', 'norm', 'gaps', { groups: 3, axis: -1, epsilon: 0.01 }),
    layer('ReLU', 'relu', 'norm', { negative_slope: 0.1, max_value: 4, threshold: 0 }),
    layer('SpatialDropout2D', 'dropped', 'relu', { rate: 0.5 }),
    layer('UpSampling2D', 'larger', 'dropped', { size: [2, 2], interpolation: 'bilinear' }),
    layer('GlobalAveragePooling2D', 'mean', 'larger', { keepdims: true }),
    layer('Flatten', 'rows', 'mean', {}),
    layer('Flatten', 'again', 'rows', {}),
    layer('Dense', 'dense', 'again', { units: 3, use_bias: true, activation: 'softmax' }),
  ];
  return modelJsonFiles(functional('m', layers, { inputs: ['x'], outputs: ['dense'] }), {
    'first/kernel': randomNd([3, 3, 3, 4], 1),
    'first/bias': randomNd([4], 2),
    'grouped/kernel': randomNd([3, 3, 2, 6], 3),
    'grouped/bias': randomNd([6], 4),
    'gaps/depthwise_kernel': randomNd([2, 3, 6, 1], 5),
    'gaps/bias': randomNd([6], 6),
    'norm/gamma': randomNd([6], 7),
    'norm/beta': randomNd([6], 8),
    'dense/kernel': randomNd([6, 3], 9),
    'dense/bias': randomNd([3], 10),
  });
}

const load = (): Promise<LayersModel> => loadModel(files());
const x = () => randomTensor<tf.Rank.R4>([2, 9, 8, 3], 11);

describe('a model with layers of Keras that tf.js lacks', () => {
  it('has relevance maps whose receipts add up to the logit', async () => {
    const model = await load();
    const map = lrp(model, x(), { target: 1 });
    const reports = await conservationReport(model, x(), map, { target: 1 });
    for (const { residual, output, layersWithoutRule } of reports) {
      expect(layersWithoutRule).toEqual([]);
      expect(Math.abs(residual as number)).toBeLessThan(1e-4 * (1 + Math.abs(output)));
    }
  });

  it('is fused, and gives the same', async () => {
    const model = await load();
    const fused = fuseModel(model);
    await expectClose(fused.predict(x()) as tf.Tensor, model.predict(x()) as tf.Tensor, 1e-5);
  });

  it('has class activation maps, and kernels that are selected', async () => {
    const model = await load();
    const cam = gradCam(model, x(), { target: 1 });
    expect(cam.shape.slice(0, 3)).toEqual([2, 9, 8]);
    expect((await tf.all(tf.isFinite(cam)).data())[0]).toBe(1);
    const selection = await selectKernels(model, x());
    expect(selection.images).toEqual([0, 1]);
  });

  it('is saved and loaded as any other', async () => {
    const model = await load();
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
      }),
    );
    const { loadLayersModel } = await import('@tensorflow/tfjs-layers');
    const again = await loadLayersModel({ load: async () => saved as tf.io.ModelArtifacts });
    await expectClose(again.predict(x()) as tf.Tensor, model.predict(x()) as tf.Tensor, 1e-6);
  });
});
