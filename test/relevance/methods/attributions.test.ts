import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, it } from 'vitest';
import { inputGradient } from '../../../src/gradients';
import {
  gradCam,
  gradientTimesInput,
  integratedGradients,
  occlusion,
} from '../../../src/relevance';
import fixture from '../../fixtures/attributions.json';
import { type Attribution, expectStored } from '../../helpers/attributions';

const methods: Record<keyof typeof fixture.methods, Attribution> = {
  gradient: (model, x, target) => inputGradient(model, x, { target }),
  gradientTimesInput: (model, x, target) => gradientTimesInput(model, x, { target }),
  integratedGradients: (model, x, target) => integratedGradients(model, x, { target, steps: 50 }),
  occlusion: (model, x, target) => occlusion(model, x, { target, window: [3, 2] }),
  gradCam: (model, x, target) => gradCam(model, x, { target, layer: 4 }),
};

afterEach(() => {
  tf.disposeVariables();
});

// by matrices in float64, which were compared with Captum: see test/fixtures/attributions.py
describe('methods for a network with all kinds of layers', () => {
  it.each(Object.entries(fixture.methods))('give what is stored: %s', async (name, stored) => {
    await expectStored(methods[name as keyof typeof methods], stored, 1e-5);
  });
});
