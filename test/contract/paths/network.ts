import * as tf from '@tensorflow/tfjs-core';
import {
  accumulatedError,
  chainRule,
  fusedNetwork,
  gaussianRoot,
  heatmap,
  logMagnitude,
  overlayHeatmap,
  spectrumImage,
  taylorDecomposition,
  taylorReport,
} from 'fourier-xai';
import { expect, it } from 'vitest';
import { documentModel } from '../../../support/models';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { naiveModel } from '../../helpers/naiveModel';

const SIDE = 12;

export function testNetwork(): void {
  it("the source document's network, from the image to its explanation", async () => {
    const model = documentModel(SIDE);
    const x = tf.abs(randomTensor<tf.Rank.R4>([1, SIDE, SIDE, 1], 8));
    const logits = await naiveModel(model.layers, [SIDE, SIDE, 1], { probabilities: false });
    const image = await x.data<'float32'>();
    const y = logits(image);
    const fused = fusedNetwork(model);
    const [e, total] = [
      y.map((v) => Math.exp(v - Math.max(...y))),
      y.reduce((sum, v) => sum + Math.exp(v - Math.max(...y)), 0),
    ];
    await expectClose(
      fused.predict(x),
      e.map((v) => v / total),
      1e-5,
    );
    fused.dispose();

    const { max, interiorMax, bandWidth } = await accumulatedError(model, x);
    expect(bandWidth).toBe(2);
    expect(max).toBeGreaterThan(1e-3);
    expect(interiorMax).toBeLessThan(1e-5);

    const target = y.indexOf(Math.max(...y));
    const { inputGradient, inputGradientSpectrum } = chainRule(model, x, { target });
    const slope = (await inputGradient.data<'float32'>()) as Float32Array;
    // the model is linear around x: a step along the gradient
    const step = 1e-3 / Math.hypot(...slope);
    const change = logits(image.map((v, i) => v + step * slope[i]!))[target]! - y[target]!;
    expect(change / (step * slope.reduce((sum, v) => sum + v ** 2, 0))).toBeCloseTo(1, 2);
    const energy = async (part: tf.Tensor) =>
      (await part.data<'float32'>()).reduce((sum, v) => sum + v ** 2, 0);
    const bins =
      (await energy(inputGradientSpectrum.real)) + (await energy(inputGradientSpectrum.imag));
    expect(bins / SIDE ** 2 / slope.reduce((sum, v) => sum + v ** 2, 0)).toBeCloseTo(1, 4);

    const rootPoint = gaussianRoot(2);
    const relevance = taylorDecomposition(model, x, { rootPoint, target });
    const [row] = await taylorReport(model, x, { rootPoint, target });
    expect(row!.output).toBeCloseTo(y[target]!, 4);
    await expectClose(tf.sum(relevance), [row!.relevanceSum], 1e-4);
    expect(heatmap(relevance).shape).toEqual([1, SIDE, SIDE, 3]);
    expect(overlayHeatmap(x, relevance).shape).toEqual([1, SIDE, SIDE, 3]);
    expect(spectrumImage(inputGradientSpectrum, { axes: [1, 2] }).shape).toEqual([
      1,
      1,
      SIDE,
      SIDE,
      3,
    ]);
    expect(logMagnitude(inputGradientSpectrum).shape).toEqual([1, SIDE, SIDE, 1]);
  });
}
