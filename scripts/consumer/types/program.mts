// What a user writes in TypeScript, checked against the types of the tarball; it never runs.
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import {
  complexAt,
  conservationReport,
  epsilonRule,
  fft,
  fuseKernels,
  heatmap,
  lrp,
  type Rule,
  toPng,
} from 'fourier-xai';
import { fourierConv2d } from 'fourier-xai/fourier';
import { inputGradient, splitModel } from 'fourier-xai/gradients';
import { loadModel } from 'fourier-xai/load';
import { balancedAccuracy } from 'fourier-xai/metrics';
import { kFold } from 'fourier-xai/preprocessing';
import { selectKernels } from 'fourier-xai/relevance';
import { learningRateScheduler, stepDecay } from 'fourier-xai/schedulers';
import { mergeShards, planShards, type ShardResult, shardResult } from 'fourier-xai/shards';
import { drawOnCanvas } from 'fourier-xai/visualization';
import { registerWasmKernels } from 'fourier-xai/wasm';

registerWasmKernels();
const model: LayersModel = sequential({ layers: [layers.dense({ units: 2, inputShape: [2] })] });
const x = tf.tensor2d([[1, 2]]);
const relevance = lrp(model, x, { target: 1 });
const shape: number[] = relevance.shape;
const rule: Rule = epsilonRule(1e-6);
const real: number = (await complexAt(fft(tf.tensor1d([1, 2])), [0])).re;
const kernel = fuseKernels([tf.tensor3d([1, 2], [2, 1, 1]), tf.tensor3d([3, 4], [2, 1, 1])]);
const picture: Uint8Array = await toPng(heatmap(relevance));
const sum: number | undefined = (await conservationReport(model, x, relevance))[0]?.relevanceSum;
const { g, h } = splitModel(model);
const gradient: tf.Tensor = inputGradient(model, x);
const image = fourierConv2d(
  tf.zeros([1, 4, 4, 1]) as tf.Tensor4D,
  tf.zeros([3, 3, 1, 1]) as tf.Tensor4D,
  1,
  'same',
);
const loaded: LayersModel = await loadModel(new Uint8Array());
const folds = kFold(4, { splits: 2 }).map(({ train }) => train.length);
const score: number = balancedAccuracy([
  [1, 0],
  [0, 1],
]);
const callback = learningRateScheduler(
  stepDecay({ initialLearningRate: 1, dropRate: 0.5, epochsDrop: 1 }),
);
const { histogram } = await selectKernels(model, x);
const results: ShardResult<'selection'>[] = [];
for (const shard of planShards(2, { size: 1 })) {
  const selection = await selectKernels(model, x, { firstImage: shard.first });
  results.push(shardResult({ measure: 'selection', model: 'mine' }, shard, selection));
  // @ts-expect-error: a selection is no mean map
  shardResult({ measure: 'meanMap', model: 'mine' }, shard, selection);
}
const merged: readonly number[] = mergeShards(results).value.histogram;
await drawOnCanvas(heatmap(relevance), new OffscreenCanvas(1, 1));

// @ts-expect-error: a target is a number
lrp(model, x, { target: 'seven' });

export {
  callback,
  folds,
  g,
  gradient,
  h,
  histogram,
  image,
  kernel,
  loaded,
  merged,
  picture,
  real,
  rule,
  score,
  shape,
  sum,
};
