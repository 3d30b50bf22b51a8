import * as tf from '@tensorflow/tfjs-core';
import { gzipSync, strToU8 } from 'fflate';
import * as library from '../src/index';
import type { KernelSelection } from '../src/relevance/selection/kernelSelection';
import { planShards, type Shard, type ShardJob, shardResult } from '../src/shards/index';
import { documentModel } from './models';

/** What a public function takes: a call that is right, all of its options' object last where it has one. */
export type PublicCalls = Readonly<Record<string, readonly unknown[]>>;

/** A right call of every public function, and what disposes of the tensors in them. */
export function publicCalls(): { calls: PublicCalls; dispose: () => void } {
  const model = documentModel(6, [2, 3]);
  model.compile({ optimizer: tf.train.sgd(0.01), loss: 'categoricalCrossentropy' });
  const { g, h } = library.splitModel(model);
  const tensors = tensorsFor();
  const { x, sample, features, complex, image, kernel, kernel1d, signal, spectra, rgb, one, y } =
    tensors;
  const selection: KernelSelection = {
    ...{
      images: [0],
      given: 1,
      rankings: [[0, 1]],
      errors: [[0.1, 0]],
      selected: [[0]],
      predicted: [1],
    },
    ...{
      histogram: [1, 0],
      histogramByClass: [
        [0, 0],
        [1, 0],
      ],
    },
  };
  const matrix = [
    [2, 1],
    [0, 3],
  ];
  const job: ShardJob<'confusionMatrix'> = { measure: 'confusionMatrix', model: 'a model' };
  const [shard] = planShards(12, { size: 6 });
  const result = shardResult(job, shard as Shard, matrix);
  const groups = ['a', 'a', 'b', 'c', 'c', 'd'];
  const labels = [0, 1, 0, 1, 0, 1];
  const schedule = (_: number, rate: number) => rate;
  const calls: PublicCalls = {
    fft: [signal, { n: 4 }],
    ifft: [complex, { n: 4 }],
    fft2: [image, { axes: [1, 2] }],
    ifft2: [complex, { axes: [0, 1] }],
    rfft: [signal, { axis: 1 }],
    irfft: [complex, { n: 3 }],
    rfft2: [image, { axes: [1, 2] }],
    irfft2: [complex, { axes: [0, 1] }],
    fftfreq: [4, 0.5],
    rfftfreq: [4, 0.5],
    fftshift: [image, [1]],
    ifftshift: [image, [1]],
    magnitude: [complex],
    logMagnitude: [complex],
    phase: [complex],
    complexAt: [complex, [0, 1]],
    fourierConv1d: [signal, kernel1d, 1, 'same', 'NWC', 1],
    fourierConv2d: [image, kernel, 1, 'same', 'NHWC', 1],
    fuseKernels: [[kernel], { strides: [1] }],
    fuseModel: [model, { batchSize: 1 }],
    collapseModel: [model],
    explainPlan: [model, { batchSize: 1 }],
    measureCosts: [],
    layerwiseNetwork: [model],
    cascadeNetwork: [model, { border: 'exact' }],
    fusedNetwork: [model, { border: 'exact' }],
    accumulatedError: [model, x],
    splitModel: [model, 1],
    inputGradient: [model, x, { target: 0 }],
    headGradient: [h, features, { target: 0 }],
    chainRule: [model, x, { target: 0 }],
    jacobian: [(v: tf.Tensor) => tf.square(v), one, { maxBytes: 1e6 }],
    convolutionVjp: [g, features, { inputShape: [6, 6, 1] }],
    convolutionJvp: [g, x],
    linearOperator: [g, { inputShape: [6, 6, 1] }],
    convolutionJacobian: [g, { pixels: [[0, 0, 0]] }],
    convolutionJacobianSpectrum: [g, { pixels: [[0, 0, 0]] }],
    pixelBasis: [[2, 2]],
    pixelBasisSpectrum: [[2, 2]],
    spectralNorm: [kernel, [4, 4]],
    singularValues: [kernel, [4, 4], { onProgress: () => undefined }],
    explain: [model, sample, { target: 0 }],
    lrp: [model, x, { target: 0 }],
    lrpPass: [model, x],
    channelRelevance: [model, x, { layer: 0, target: 0 }],
    deepTaylorDecomposition: [model, x, { low: 0 }],
    epsilonRule: [1e-6, { biases: false }],
    gammaRule: [0.25, { biases: false }],
    alphaBetaRule: [2, 1, { biases: false }],
    zPlusRule: [{ biases: false }],
    zBoxRule: [0, 1, { biases: false }],
    wSquareRule: [{ biases: false }],
    flatRule: [{ biases: false }],
    passRule: [],
    composeRules: [{ first: library.epsilonRule() }],
    epsilonPlus: [{ biases: false }],
    epsilonAlpha2Beta1: [{ biases: false }],
    epsilonGammaBox: [0, 1, { biases: false }],
    deepTaylor: [{ low: 0 }],
    gradientTimesInput: [model, x, { target: 0 }],
    integratedGradients: [model, x, { steps: 2 }],
    exactIntegratedGradients: [model, x, { target: 0 }],
    smoothGrad: [model, x, { samples: 2, firstImage: 1 }],
    gradCam: [model, x, { relu: true }],
    occlusion: [model, x, { window: [3, 3] }],
    taylorDecomposition: [model, x, { target: 0 }],
    taylorReport: [model, x, { target: 0 }],
    zeroRoot: [],
    gaussianRoot: [1],
    sharpenRoot: [1],
    nearestRoot: [2],
    spectralRelevance: [model, x, { target: 0 }],
    radialBands: [image, 3],
    orientationBands: [image, 3],
    fourierHeatmap: [model, x, [0, 1], { norm: 1, firstImage: 1 }],
    mergeFourierHeatmaps: [
      { errors: [[1, 0]], count: 2 },
      { errors: [[0, 3]], count: 3 },
    ],
    inBatches: [x, (some: tf.Tensor) => tf.neg(some), { batchSize: 1 }],
    meanMap: [x, (some: tf.Tensor) => tf.neg(some), { batchSize: 1 }],
    mergeMeanMaps: [
      { mean: [1, 2], shape: [2, 1], count: 2 },
      { mean: [3, 4], shape: [2, 1], count: 1 },
    ],
    conservationReport: [model, x, x, { target: 0, baseline: 0 }],
    pixelFlipping: [model, x, x, { steps: 2 }],
    pixelInsertion: [model, x, x, { steps: 2 }],
    frequencyFlipping: [model, x, 'lowestFirst', { steps: 2 }],
    frequencyInsertion: [model, x, x, { steps: 2 }],
    mergeFlippingCurves: [
      { curve: [2, 1], area: 1.5, count: 2 },
      { curve: [3, 0], area: 1.5, count: 1 },
    ],
    selectKernels: [model, x, { tolerance: 0.3, firstImage: 1 }],
    mergeSelections: [selection, selection],
    approximateModel: [model, [0], { layer: 1 }],
    kernelActivations: [model, x, [0], { layer: 1 }],
    planShards: [10, { size: 4 }],
    modelFingerprint: [model],
    shardResult: [job, shard, matrix],
    mergeShards: [[result], { partial: true }],
    encodeShard: [result],
    decodeShard: [gzipSync(strToU8(JSON.stringify(result))), { job }],
    accuracy: [matrix],
    balancedAccuracy: [matrix],
    classificationReport: [matrix, ['a', 'b']],
    confusionMatrix: [labels, labels, 2],
    mergeConfusionMatrices: [matrix, matrix],
    sensitivity: [matrix],
    specificity: [matrix],
    precision: [matrix],
    f1Score: [matrix],
    meanAbsoluteError: [
      [1, 2],
      [3, 4],
    ],
    epochMetrics: [{ data: [x, y] }],
    exponentialDecay: [{ holdEpochs: 1, rate: 0.1 }],
    stepDecay: [{ initialLearningRate: 0.1, dropRate: 0.5, epochsDrop: 2 }],
    cosineDecay: [{ initialLearningRate: 0.1, epochs: 3 }],
    polynomialDecay: [{ initialLearningRate: 0.1, epochs: 3 }],
    oneCycle: [{ maxLearningRate: 0.1, epochs: 3 }],
    warmup: [schedule, { epochs: 2 }],
    learningRateScheduler: [schedule, { initialLearningRate: 0.1 }],
    reduceLearningRateOnPlateau: [{ patience: 1 }],
    earlyStopping: [{ patience: 1 }],
    learningRateRangeTest: [model, x, y, { steps: 2 }],
    diagnoseLearningRate: [{ loss: [3, 2, 1] }],
    gaussianBlur: [image, 1],
    unsharpMask: [image, { sigma: 1, amount: 1 }],
    nearestResample: [image, 2],
    clahe: [image, { tiles: [2, 2] }],
    cropToContent: [rgb, { threshold: 0.5 }],
    padToSquare: [image, { value: 1 }],
    randomRotation: [image, { seed: 1 }],
    centralCrop: [image, 0.5],
    uniformNoise: [image, { low: 0, high: 1 }],
    l2Normalize: [spectra],
    standardNormalVariate: [spectra],
    integralNormalize: [spectra, [1630, 1650, 1670, 1690], { min: 1640 }],
    groupLabels: [['a_1', 'b_1'], (name: string) => name[0]],
    trainValidationTestSplit: [groups, { train: 0.5, validation: 0.25 }],
    kFold: [4, { splits: 2 }],
    groupKFold: [groups, { splits: 2 }],
    stratifiedGroupKFold: [labels, groups, { splits: 2 }],
    classDistribution: [labels, 2],
    undersample: [labels, { maximum: { 0: 1 } }],
    heatmap: [image, { gamma: 0.5 }],
    overlayHeatmap: [image, image, { opacity: 0.5 }],
    kernelTiles: [kernel, { gap: 0 }],
    spectrumImage: [complex, { shift: false }],
    toPng: [rgb, { scale: 2 }],
    drawOnCanvas: [rgb, {}, { scale: 2 }],
  };
  return {
    calls,
    dispose: () => {
      tf.dispose(tensors);
      for (const part of [g, h, model]) part.dispose();
    },
  };
}

const tensorsFor = () => ({
  x: tf.randomUniform([2, 6, 6, 1], 0, 1, 'float32', 1),
  sample: tf.randomUniform([6, 6, 1], 0, 1, 'float32', 9),
  y: tf.tensor2d([1, 0, 0, 1], [2, 2]),
  features: tf.randomUniform([2, 6, 6, 3], 0, 1, 'float32', 2),
  image: tf.randomUniform([1, 4, 4, 2], 0, 1, 'float32', 3),
  kernel: tf.randomUniform([3, 3, 2, 2], 0, 1, 'float32', 4),
  signal: tf.randomUniform([1, 5, 2], 0, 1, 'float32', 5),
  kernel1d: tf.randomUniform([3, 2, 2], 0, 1, 'float32', 6),
  spectra: tf.randomUniform([3, 4], 0, 1, 'float32', 7),
  rgb: tf.randomUniform([2, 2, 3], 0, 1, 'float32', 8),
  one: tf.tensor1d([1, 2]),
  complex: { real: tf.ones([3, 2]), imag: tf.zeros([3, 2]) },
});
