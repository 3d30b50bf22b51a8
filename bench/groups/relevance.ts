import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { composeRules, epsilonRule, lrp } from 'fourier-xai';
import { randomTensor } from '../../support/random';
import type { Backend, Contest, Group, Match } from '../contest';
import { explanationContests } from '../explanationContests';
import { mobileNet } from '../mobileNet';
import { denseNet, resNet50, stridedNet } from '../topologies';
import { wasmKernels } from '../wasmKernels';

const TARGET = 7;

export const relevance: Group = (backend) => [
  againstGradient(backend, 32, 0.25),
  againstGradient(backend, 128, 0.25),
  // these take the cpu backend minutes
  ...(backend === 'cpu' ? [] : large(backend)),
];

const large = (backend: Backend): Contest[] => [
  againstGradient(backend, 224, 0.25, 1 / 3),
  ...explanationContests(backend, 'convolutions of 1x1 and strided 3x3, 64²', stridedNet),
  ...explanationContests(backend, 'MobileNet 0.25, 224²', () => mobileNet(224, 0.25)),
  ...explanationContests(backend, 'ResNet50, 80²', () => resNet50(80)),
  ...explanationContests(backend, 'dense 704 to 2000', denseNet),
];

/** One pass of LRP-ε through a MobileNet, against one gradient of it. */
function againstGradient(backend: Backend, side: number, width: number, reach?: number): Contest {
  return {
    ...{ group: 'relevance', what: 'lrp, ε rule', backend },
    ...{ sizes: `1x${side}x${side}x3, MobileNet ${width}`, reach },
    // shares of sums near 0, in float32
    tolerance: 1e-2,
    prepare: () => matchOf(backend, mobileNet(side, width), side),
  };
}

function matchOf(backend: Backend, model: LayersModel, side: number): Match {
  // tf.js's own wasm backend has no gradient of depthwise layers
  const kernels = backend === 'wasm' ? wasmKernels() : undefined;
  const x = randomTensor([1, side, side, 3], 7);
  const gradient = tf.grad((at: tf.Tensor) =>
    tf.sum(tf.slice(logits(model, at), [0, TARGET], [1, 1])),
  );
  // an ε this small leaves gradient times x, nearly; the work is that of any other
  const rule = epsilonRule(1e-9);
  const options = { target: TARGET, composite: composeRules({ convolution: rule, dense: rule }) };
  return {
    ours: { name: 'lrp', enter: kernels?.ours, run: () => [lrp(model, x, options)] },
    peer: {
      ...{ name: 'tf.grad, times x', enter: kernels?.ours },
      run: () => [tf.tidy(() => tf.mul(gradient(x), x))],
    },
    dispose: () => {
      tf.dispose(x);
      model.dispose();
      kernels?.none();
    },
  };
}

/** The model without its softmax. */
function logits(model: LayersModel, x: tf.Tensor): tf.Tensor {
  const [dense] = model.layers.slice(-1);
  const before = model.layers.slice(0, -1);
  const features = before.reduce((value, layer) => layer.apply(value) as tf.Tensor, x);
  return tf.matMul(features as tf.Tensor2D, dense?.getWeights()[0] as tf.Tensor2D);
}
