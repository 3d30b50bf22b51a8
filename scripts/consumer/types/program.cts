// What a user writes in TypeScript for CommonJS, checked against the types of the tarball; it never runs.
import tf = require('@tensorflow/tfjs-core');
import tfLayers = require('@tensorflow/tfjs-layers');
import library = require('fourier-xai');
import fourier = require('fourier-xai/fourier');
import gradients = require('fourier-xai/gradients');
import load = require('fourier-xai/load');
import metrics = require('fourier-xai/metrics');
import preprocessing = require('fourier-xai/preprocessing');
import relevance = require('fourier-xai/relevance');
import schedulers = require('fourier-xai/schedulers');
import shards = require('fourier-xai/shards');
import visualization = require('fourier-xai/visualization');
import wasm = require('fourier-xai/wasm');

async function main() {
  wasm.registerWasmKernels();
  const model: tfLayers.LayersModel = await load.loadModel(new Uint8Array());
  const x = tf.tensor2d([[1, 2]]);
  const map = library.lrp(model, x, { target: 1, composite: relevance.epsilonPlus() });
  const real: number = (await fourier.complexAt(fourier.fft(tf.tensor1d([1, 2])), [0])).re;
  const gradient: tf.Tensor = gradients.inputGradient(model, x);
  const score: number = metrics.balancedAccuracy([
    [1, 0],
    [0, 1],
  ]);
  const folds = preprocessing.kFold(4, { splits: 2 });
  const schedule: library.Schedule = schedulers.cosineDecay({ initialLearningRate: 1, epochs: 2 });
  const picture: tf.Tensor3D = visualization.heatmap(map);
  const plan: readonly shards.Shard[] = shards.planShards(10, { size: 4 });
  // @ts-expect-error: a target is a number
  library.lrp(model, x, { target: 'seven' });
  return { folds, gradient, picture, plan, real, schedule, score };
}

export = main;
