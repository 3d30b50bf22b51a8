import { describe, expect, it } from 'vitest';
import type { KernelSelection } from '../../../src/relevance/selection/kernelSelection';
import { mergeSelections } from '../../../src/relevance/selection/mergeSelections';

const selection = (image: number, predicted: number, selected: number[]): KernelSelection => ({
  images: [1],
  given: 2,
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
      // the second of two images, three times
      images: [1, 3, 5],
      given: 6,
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
    const refuses = (other: object | undefined, message: RegExp) => {
      const whole = selection(1, 0, []);
      const odd = other && { ...whole, ...other };
      expect(() => mergeSelections(whole, odd as KernelSelection)).toThrow(message);
    };
    refuses(
      undefined,
      /^mergeSelections: selection 1 must be what selectKernels gives, but it is undefined$/,
    );
    refuses(
      { images: undefined },
      /^mergeSelections: selection 1 must say of which `images` it is, and how many were `given`, but it says undefined and 2$/,
    );
    refuses({ given: undefined }, /but it says 1 and undefined$/);
    refuses(
      { images: [0, 1] },
      /^mergeSelections: selection 1 must have an entry of rankings for each of 2 images, but has 1$/,
    );
    refuses(
      { images: [2] },
      /^mergeSelections: images of selection 1 must be integers from 0 to 1, ascending, but 2 comes after -1$/,
    );
    refuses({ errors: [] }, /an entry of errors for each of 1 images, but has 0$/);
  });
});
