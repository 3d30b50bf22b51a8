import type { Conservation } from 'fourier-xai';
import { expect, it } from 'vitest';
import { receiptWords } from '../../examples/shared/receiptWords';

/** The words for a map of an output of 13.8, where nothing else is said. */
const said = (parts: Partial<Conservation>) =>
  receiptWords({
    ...{ method: undefined, output: 13.8, reference: 0, relevanceSum: 13.8, explained: 1 },
    ...{ biasShare: 0, absorbed: 0, residual: 0, layersWithoutRule: [], note: undefined },
    ...parts,
  }).replace(/\s+/g, ' ');

it('tells integrated gradients against the change since the baseline', () => {
  const parts = { reference: -2.08, relevanceSum: 15.4, explained: 15.4 / 15.88, residual: 0.48 };
  expect(said({ method: 'integratedGradients', ...parts })).toBe(
    'y(x) - y(baseline) is 13.8 - (-2.08) = 15.9, the map adds up to 15.4 (97.0 %): 0.48 is missing, which more steps make less.',
  );
  expect(said({ method: 'exactIntegratedGradients', ...parts })).toMatch(/0.48 is missing\.$/);
});

it('tells a Taylor decomposition against its remainder', () => {
  const near = { reference: 10.1, relevanceSum: 4.05, explained: 4.05 / 3.7, residual: -0.35 };
  expect(said({ method: 'taylorDecomposition', ...near })).toBe(
    'y(x) - y(x̃) is 13.8 - 10.1 = 3.7, the map, which is the term of first order, adds up to 4.05: the remainder, terms of higher order, is -0.35.',
  );
  const far = { reference: 12.4, relevanceSum: 14.5, explained: 14.5 / 1.4, residual: -13.1 };
  expect(said({ method: 'taylorDecomposition', ...far })).toMatch(
    /is -13\.1\. That is more than the difference itself: .* the map is no account of it\.$/,
  );
});

it('claims no sum where the method does not', () => {
  const parts = { explained: undefined, residual: undefined, relevanceSum: 13608 };
  expect(said({ method: 'gradCam', ...parts, note: 'gradCam promises no sum' })).toBe(
    'It claims no sum: the map says where, not how much.',
  );
});

it('tells LRP by what its rules give to biases and ε', () => {
  const parts = { relevanceSum: 12, explained: 12 / 13.8, biasShare: 1.5, absorbed: 0.3 };
  expect(said({ method: 'lrp', ...parts })).toBe(
    'Of the output, 13.8, the map adds up to 12 (87.0 %); biases take 1.5, ε takes 0.3.',
  );
  expect(said({ method: 'lrp', ...parts, residual: 2 })).toMatch(/ε takes 0\.3, 2 goes elsewhere\.$/); // biome-ignore format: one line
  expect(said({ method: 'deepTaylorDecomposition', ...parts })).toMatch(/^Of the output/);
});

it('says that a map explains nothing where biases take all', () => {
  const note = 'The map explains nothing of the output, 13.8: biases take 14.3.';
  const parts = { relevanceSum: 0.000126, explained: 9e-6, biasShare: 14.3, absorbed: -0.53 };
  expect(said({ method: 'lrp', ...parts, note })).toBe(`The map adds up to 0.000126. ${note}`);
});

it('tells gradient × input, and maps of which no more is known, by their sum', () => {
  const parts = { relevanceSum: 10, explained: 10 / 13.8, biasShare: 3.8 };
  expect(said({ method: 'gradientTimesInput', ...parts })).toBe(
    'Of the output, 13.8, the map adds up to 10 (72.5 %); what does not grow with x, such as biases, gives 3.8.',
  );
  expect(said({ ...parts, residual: 3.8 })).toMatch(/\(72\.5 %\); 3\.8 is left\.$/);
});
