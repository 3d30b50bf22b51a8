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
    const two: KernelSelection = {
      ...{ images: [], given: 2, rankings: [], errors: [], selected: [], predicted: [] },
      ...{ histogram: [0, 0], histogramByClass: [[0, 0]] },
    };
    expect(() => mergeSelections(selection(1, 0, []), two)).toThrow(
      /^mergeSelections: selection 0 is of 3 kernels and 2 classes, but selection 1 of 2 and 1$/,
    );
  });

  it.each([
    ...[undefined, null, 3, 'text', [], Symbol('a'), () => 0],
    ...[{}, Object.create(null), { images: [] }, new Map(), Promise.resolve()],
  ])('refuses what is no selection: %o', (other) => {
    const whole = selection(1, 0, [2]);
    for (const [at, list] of [[other], [whole, other]].entries()) {
      const message = new RegExp(`^mergeSelections: (\\w+ of )?selection ${at} must be an? `);
      expect(() => mergeSelections(...(list as KernelSelection[]))).toThrow(message);
    }
  });

  it.each([
    [{ images: undefined }, 'images of selection 1 must be an array'],
    [{ images: [0, 1] }, 'rankings of selection 1 must be an array of length 2 in which'],
    [{ images: [2] }, 'images of selection 1 must be .* an integer from 0 to 1, but it is \\[2\\]'],
    [{ images: [1, 0] }, 'images of selection 1 must be ascending, but 0 comes after 1'],
    [{ images: [1, 1] }, 'images of selection 1 must be ascending, but 1 comes after 1'],
    ...[undefined, -1, 2.5, '2', 1e300, 3n].map((given) => [
      { given },
      'given of selection 1 must',
    ]),
    [{ rankings: [[2, 0]] }, 'rankings of selection 1 must be .* array of length 3 in which'],
    [{ rankings: [[2, 0, 3]] }, 'rankings of selection 1 must be .* an integer from 0 to 2'],
    [
      { rankings: [[2, 0, 0]] },
      'the ranking of selection 1, image 1 must name each kernel once, but it is \\[2, 0, 0\\]',
    ],
    [{ errors: [] }, 'errors of selection 1 must be an array of length 1 in which'],
    [{ errors: [[3, -1, 0]] }, 'errors of selection 1 must be .* at least 0, but it is'],
    [{ errors: [[3, Number.NaN, 0]] }, 'errors of selection 1 must be .* but it is .*NaN'],
    [{ selected: [[-1]] }, 'selected of selection 1 must be .* an integer from 0 to 2'],
    [
      { selected: [[0]] },
      'the kernels selected of selection 1, image 1 must be the first of its ranking, but they are \\[0\\] of',
    ],
    [{ selected: [[2, 0, 1, 1]] }, 'selected of selection 1 must be .* length 0 to 3'],
    [{ predicted: [2] }, 'predicted of selection 1 must be .* an integer from 0 to 1'],
    [{ predicted: new Array(1) }, 'predicted of selection 1 must be .* but it is \\[undefined\\]'],
    [{ histogram: [0, 0, -1] }, 'histogram of selection 1 must be .* at least 0'],
    [
      { histogram: [0, 0, 3] },
      'histogram of selection 1 must count its selected kernels, \\[0, 0, 1\\], but it is \\[0, 0, 3\\]',
    ],
    [{ histogram: [] }, 'histogram of selection 1 must be an array of length 1 to'],
    [
      {
        histogramByClass: [
          [0, 0, 0],
          [0, 0, 1],
        ],
      },
      'histogramByClass\\[0\\] of selection 1 must count its selected kernels, \\[0, 0, 1\\], but it is \\[0, 0, 0\\]',
    ],
    [{ histogram: new Array(1e6) }, 'histogram of selection 1 must be .* but it is an array of'],
  ] as [object, string][])('refuses %o, which does not fit', (other, message) => {
    const whole = selection(1, 0, [2]);
    expect(mergeSelections(whole, whole).given).toBe(4);
    const odd = { ...whole, ...other } as KernelSelection;
    expect(() => mergeSelections(whole, odd)).toThrow(new RegExp(`^mergeSelections: (${message})`));
  });
});
