import { describe, expect, it } from 'vitest';
import type { KernelSelection } from '../../../src/relevance/selection/kernelSelection';
import { mergeSelections } from '../../../src/relevance/selection/mergeSelections';

const selection = (image: number, predicted: number, selected: number[]): KernelSelection => ({
  rankings: [[2, 0, 1]],
  errors: [[3, image, 0]],
  selected: [selected],
  predicted: [predicted],
  histogram: [0, 1, 2].map((kernel) => Number(selected.includes(kernel))),
  histogramByClass: [0, 1].map((name) =>
    [0, 1, 2].map((kernel) => Number(name === predicted && selected.includes(kernel))),
  ),
});

describe('mergeSelections', () => {
  it('puts images one after the other, and adds up what is counted', () => {
    const parts = [selection(7, 1, [2, 0]), selection(8, 0, [2]), selection(9, 1, [2])];
    const merged = mergeSelections(...parts);
    expect(merged).toEqual({
      rankings: [
        [2, 0, 1],
        [2, 0, 1],
        [2, 0, 1],
      ],
      errors: [
        [3, 7, 0],
        [3, 8, 0],
        [3, 9, 0],
      ],
      selected: [[2, 0], [2], [2]],
      predicted: [1, 0, 1],
      histogram: [1, 0, 3],
      histogramByClass: [
        [0, 0, 1],
        [1, 0, 2],
      ],
    });
    expect(mergeSelections(...parts.map((part) => mergeSelections(part)))).toEqual(merged);
    const stored = JSON.parse(JSON.stringify(parts)) as KernelSelection[];
    expect(mergeSelections(...stored)).toEqual(merged);
  });

  it('says what is wrong', () => {
    expect(() => mergeSelections()).toThrow(
      /^mergeSelections: at least one selection is needed, but there is none$/,
    );
    const two = { ...selection(1, 0, []), histogram: [0, 0] };
    expect(() => mergeSelections(selection(1, 0, []), two)).toThrow(
      /^mergeSelections: selection 0 is of 3 kernels and 2 classes, but selection 1 of 2 and 2$/,
    );
  });
});
