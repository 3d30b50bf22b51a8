import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as library from '../../src/index';
import { type LoadModelOptions, layersFromGraph, loadModel } from '../../src/load/index';
import { registerWasmKernels } from '../../src/wasm/index';

/*
 * What TypeScript makes of calls, checked by `npm run typecheck`. `never` is called: each block is a function that is only
 * compiled.
 */

/** As tf.js returns tensors whose rank cannot be known. */
declare const plain: tf.Tensor;
declare const image: tf.Tensor4D;
declare const model: LayersModel;
declare const kernels: tf.Tensor4D[];

const compiled = (_: () => unknown): void => {};

describe('a plain tf.Tensor', () => {
  it('is accepted where an array of tensors or a model takes one', () => {
    compiled(() => {
      expectTypeOf(library.fft(plain)).toEqualTypeOf<library.ComplexTensor>();
      expectTypeOf(library.ifft(plain)).toEqualTypeOf<library.ComplexTensor>();
      expectTypeOf(library.rfft(plain)).toEqualTypeOf<library.ComplexTensor>();
      expectTypeOf(library.irfft(library.rfft(plain))).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.fft2(plain)).toEqualTypeOf<library.ComplexTensor>();
      expectTypeOf(library.rfft2(plain)).toEqualTypeOf<library.ComplexTensor>();
      expectTypeOf(library.irfft2(library.rfft2(plain))).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.fftshift(plain)).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.magnitude(library.fft(plain))).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.fourierConv1d(plain, plain, 1, 'same')).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.fourierConv2d(plain, plain, 1, 'same')).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.fuseKernels([plain, plain])).toEqualTypeOf<tf.Tensor>();
    });
  });

  it('is accepted by what takes the gradient of a model', () => {
    compiled(() => {
      expectTypeOf(library.inputGradient(model, plain)).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.headGradient(model, plain)).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.chainRule(model, plain).inputGradient).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.convolutionVjp([plain], plain)).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.convolutionJvp([plain], plain)).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.jacobian(tf.square, plain)).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.spectralNorm(plain, [4, 4])).toEqualTypeOf<tf.Scalar>();
      expectTypeOf(library.singularValues(plain, [4, 4])).resolves.toEqualTypeOf<Float32Array>();
      expectTypeOf(library.linearOperator([plain]).vjp(plain)).toEqualTypeOf<tf.Tensor>();
    });
  });

  it('is accepted by what explains a model', () => {
    compiled(() => {
      expectTypeOf(library.lrp(model, plain)).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.deepTaylorDecomposition(model, plain)).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.gradientTimesInput(model, plain)).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.integratedGradients(model, plain)).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.smoothGrad(model, plain)).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.taylorDecomposition(model, plain)).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.gradCam(model, plain)).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.spectralRelevance(model, plain)).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(
        library.selectKernels(model, plain),
      ).resolves.toEqualTypeOf<library.KernelSelection>();
      expectTypeOf(library.conservationReport(model, plain, plain)).resolves.toEqualTypeOf<
        library.Conservation[]
      >();
      expectTypeOf(
        library.pixelFlipping(model, plain, plain),
      ).resolves.toEqualTypeOf<library.FlippingCurve>();
    });
  });

  it('is accepted by what prepares and shows data', () => {
    compiled(() => {
      expectTypeOf(library.l2Normalize(plain)).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.standardNormalVariate(plain)).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.clahe(plain)).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.gaussianBlur(plain, 1)).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.heatmap(plain)).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.kernelTiles(plain)).toEqualTypeOf<tf.Tensor3D>();
      expectTypeOf(library.spectrumImage(library.fft(plain))).toEqualTypeOf<tf.Tensor>();
      expectTypeOf(library.toPng(plain)).resolves.toEqualTypeOf<Uint8Array>();
    });
  });
});

describe('results', () => {
  it('have the rank of x where it is known', () => {
    compiled(() => {
      expectTypeOf(library.lrp(model, image)).toEqualTypeOf<tf.Tensor4D>();
      expectTypeOf(library.inputGradient(model, image)).toEqualTypeOf<tf.Tensor4D>();
      expectTypeOf(library.integratedGradients(model, image)).toEqualTypeOf<tf.Tensor4D>();
      expectTypeOf(
        library.occlusion(model, image, { window: [2, 2], strides: [1, 1] }),
      ).toEqualTypeOf<tf.Tensor4D>();
      expectTypeOf(library.heatmap(image)).toEqualTypeOf<tf.Tensor4D>();
      expectTypeOf(library.fuseKernels(kernels)).toEqualTypeOf<tf.Tensor4D>();
      expectTypeOf(library.rfft2(image)).toEqualTypeOf<library.ComplexTensor<tf.Rank.R4>>();
      expectTypeOf(
        library.channelRelevance(model, image, { layer: 1 }),
      ).toEqualTypeOf<tf.Tensor2D>();
      expectTypeOf(library.splitModel(model)).toEqualTypeOf<{ g: LayersModel; h: LayersModel }>();
      expectTypeOf(library.fuseModel(model)).toEqualTypeOf<LayersModel>();
      expectTypeOf(library.fusedNetwork(model).predict(image)).toEqualTypeOf<tf.Tensor>();
    });
  });

  it('are plain values where numbers are counted', () => {
    const matrix = library.confusionMatrix([0, 1], [0, 1]);
    expectTypeOf(matrix).toEqualTypeOf<library.ConfusionMatrix>();
    expectTypeOf(library.balancedAccuracy(matrix)).toBeNumber();
    expectTypeOf(library.sensitivity(matrix)).toEqualTypeOf<number[]>();
    expectTypeOf(library.kFold(4, { splits: 2 })).toEqualTypeOf<library.Fold[]>();
    const schedule = library.stepDecay({ initialLearningRate: 1, dropRate: 0.5, epochsDrop: 1 });
    expectTypeOf(schedule).toExtend<library.Schedule>();
    expect(library.balancedAccuracy(matrix)).toBe(1);
  });

  it('of load and wasm are models and nothing', () => {
    expectTypeOf(loadModel).returns.resolves.toEqualTypeOf<LayersModel>();
    expectTypeOf(loadModel).parameter(1).toEqualTypeOf<LoadModelOptions | undefined>();
    expectTypeOf(layersFromGraph).returns.resolves.toEqualTypeOf<LayersModel>();
    expectTypeOf(registerWasmKernels).returns.toBeVoid();
  });
});

describe('options', () => {
  it('take what they say', () => {
    compiled(() => {
      library.lrp(model, image, { target: 3 });
      library.lrp(model, image, { target: [3, 1] });
      library.lrp(model, image, { composite: library.epsilonGammaBox(0, 1) });
      library.lrp(model, image, { through: { conv2d_1: [0, 2] } });
      library.fft(plain, { n: 8, axis: 1 });
      library.rfft2(plain, { shape: [8, 8], axes: [1, 2] });
    });
  });

  it('refuse names and values that are none', () => {
    compiled(() => {
      // @ts-expect-error: traget is no option
      library.lrp(model, image, { traget: 3 });
      // @ts-expect-error: a composite, not a rule that makes one
      library.lrp(model, image, { composite: library.epsilonRule });
      // @ts-expect-error: there is no such output
      library.inputGradient(model, image, { output: 'scores' });
      // @ts-expect-error: an image is one number for rows and one for columns
      library.rfft2(plain, { shape: [8] });
    });
  });
});
