import { describe, expect, it } from 'vitest';
import { tileAxis } from '../../../src/fourier/convolution/axisTiling';
import { hostConvolution } from '../../../src/fourier/convolution/hostConvolution';
import { hostTransfer } from '../../../src/fourier/convolution/hostTransfer';
import { type FftModule, fftModule } from '../../../src/fourier/transforms/fftModule';
import { randomArray } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { hostConvolutions, type LayerShape, naiveStack } from '../../helpers/naiveStack';

const fft = fftModule() as FftModule;

type Shape = [number, number, number, number];

/** Images, layers, and answers of one transform. */
const cases: [string, Shape, LayerShape[], number?][] = [
  ['one pixel', [1, 1, 1, 1], [{ filter: [1, 1, 1, 1] }]],
  ['one channel to many', [2, 9, 7, 1], [{ filter: [3, 3, 1, 6] }]],
  ['many channels to one', [2, 7, 9, 6], [{ filter: [3, 5, 6, 1] }]],
  ['vectors that are full', [5, 6, 6, 4], [{ filter: [3, 3, 4, 8] }]],
  ['vectors that are not', [3, 5, 8, 5], [{ filter: [2, 4, 5, 7] }]],
  ['a signal as one row', [2, 1, 13, 3], [{ filter: [1, 5, 3, 2] }]],
  ['a signal as one column', [2, 13, 1, 3], [{ filter: [5, 1, 3, 2] }]],
  ['dilation', [2, 11, 12, 2], [{ filter: [3, 3, 2, 3], dilations: [2, 3] }]],
  ['tiles', [3, 12, 13, 2], [{ filter: [3, 4, 2, 3] }], 5],
  ['tiles of one answer', [1, 4, 3, 1], [{ filter: [3, 3, 1, 2] }], 1],
  [
    'a cascade',
    [6, 9, 8, 2],
    [{ filter: [3, 3, 2, 3] }, { filter: [2, 3, 3, 5] }, { filter: [3, 2, 5, 2] }],
    6,
  ],
  ['no margins', [2, 8, 8, 3], [{ filter: [3, 3, 3, 4], padding: 'valid' }]],
  [
    'margins wider than the kernel',
    [2, 4, 5, 2],
    [
      {
        filter: [2, 3, 2, 2],
        padding: [
          [4, 1],
          [0, 6],
        ],
      },
    ],
  ],
  ['an image smaller than the kernel', [2, 3, 2, 2], [{ filter: [7, 6, 2, 3] }]],
  // more images, and more spectra, than are in the module at once
  ['a long batch', [150, 30, 30, 1], [{ filter: [3, 3, 1, 2] }]],
  ['lines longer than the cache', [1, 1, 4200, 20], [{ filter: [1, 2, 20, 3] }]],
  ['many tiles', [2, 60, 70, 1], [{ filter: [3, 3, 1, 1] }], 3],
];

describe('hostConvolution', () => {
  it.each(cases)(
    'is the layers on an image padded once: %s',
    async (_title, input, shapes, tile) => {
      const layers = hostConvolutions(shapes);
      const reach = (axis: 0 | 1) =>
        layers.reduce(
          (sum, { filter, dilations }) => sum + dilations[axis] * (filter[axis] - 1),
          0,
        );
      const margin = (axis: 0 | 1, side: 0 | 1) =>
        layers.reduce((sum, { margins }) => sum + margins[axis][side], 0);
      const planOf = (axis: 0 | 1) =>
        tileAxis(
          input[axis + 1]!,
          1 + reach(axis),
          [margin(axis, 0), margin(axis, 1)],
          ...(tile ? [tile] : []),
        );
      const plan = [planOf(0), planOf(1)] as const;
      const n = [Math.max(2, plan[0].n), plan[1].n] as const;
      const transfers = layers.map(({ kernel, filter, dilations }) =>
        hostTransfer(fft, { values: Float32Array.from(kernel), shape: filter, dilations }, n),
      );
      const x = randomArray(
        input.reduce((a, b) => a * b),
        3,
      );
      const answers: Shape = [input[0], plan[0].outputs, plan[1].outputs, shapes.at(-1)!.filter[3]];
      const y = new Float32Array(answers.reduce((a, b) => a * b)).fill(Number.NaN);
      hostConvolution(fft, { values: x, shape: input }, transfers, plan, n, {
        values: y,
        shape: answers,
      });

      const once = layers.map((layer, i) => ({
        ...layer,
        margins: ([0, 1] as const).map((axis) =>
          i === 0 ? [margin(axis, 0), margin(axis, 1)] : [0, 0],
        ) as unknown as typeof layer.margins,
      }));
      const expected = naiveStack(x, input, once);
      expect(expected.shape).toEqual(answers);
      await expectClose(y, expected.y, 2e-6);
    },
  );
});

describe('hostTransfer', () => {
  it('makes large kernels in parts', async () => {
    const shape = [1, 1, 70, 300] as const;
    const values = randomArray(70 * 300, 1);
    // 1x1 kernels have the same spectrum everywhere
    const { real, imag } = hostTransfer(fft, { values, shape, dilations: [1, 1] }, [64, 20]);
    const bins = 33 * 20;
    for (const f of [0, 1, bins - 1]) {
      await expectClose(real.subarray(f * 21_000, (f + 1) * 21_000), values, 1e-6);
      expect(Math.max(...imag.subarray(f * 21_000, (f + 1) * 21_000).map(Math.abs))).toBeLessThan(
        1e-6,
      );
    }
  });
});
