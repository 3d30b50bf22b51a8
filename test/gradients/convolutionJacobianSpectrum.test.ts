import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { convolutionJacobian } from '../../src/gradients/convolutionJacobian';
import { convolutionJacobianSpectrum } from '../../src/gradients/convolutionJacobianSpectrum';
import { convolutionModel, seedWeights } from '../../support/models';
import { expectComplexClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';
import { linearModels } from '../helpers/linearModels';
import { naiveDft, naiveDft2 } from '../helpers/naiveDft';

type Args = Parameters<typeof tfl.layers.conv2d>[0];

const stacks: [string, [number, number, number], Args[], number[][]][] = [
  [
    'three layers',
    [11, 12, 1],
    [3, 3, 3].map((kernelSize, i) => ({ filters: i + 1, kernelSize, padding: 'same' })),
    [
      [4, 5, 0],
      [6, 7, 0],
    ],
  ],
  [
    'even kernels, valid, dilation',
    [13, 12, 2],
    [
      { filters: 2, kernelSize: [2, 4], padding: 'same' },
      { filters: 3, kernelSize: [3, 2], dilationRate: [2, 1], padding: 'valid' },
    ],
    [
      [6, 6, 1],
      [7, 5, 0],
      [5, 6, 1],
    ],
  ],
];

/** The DFT over rows and columns of [pixels, rows, columns, channels], in float64. */
async function spectraOf(images: tf.Tensor) {
  const [count, rows, columns, channels] = images.shape as [number, number, number, number];
  const planes = await tf.transpose(images, [0, 3, 1, 2]).data<'float32'>();
  const size = rows * columns;
  const parts = Array.from({ length: count * channels }, (_, i) =>
    naiveDft2({ real: planes.slice(i * size, (i + 1) * size) }, [rows, columns]),
  );
  const back = (name: 'real' | 'imag') =>
    tf.transpose(
      tf.tensor4d(
        parts.flatMap((part) => part[name]),
        [count, channels, rows, columns],
      ),
      [0, 2, 3, 1],
    );
  return { real: await back('real').data(), imag: await back('imag').data() };
}

afterEach(() => {
  tf.disposeVariables();
});

describe('convolutionJacobianSpectrum', () => {
  it.each(stacks)(
    'is the spectrum of the Jacobian away from the edges: %s',
    async (_, size, list, pixels) => {
      const model = convolutionModel(size, list);
      const jacobian = convolutionJacobian(model, { pixels });
      const spectrum = convolutionJacobianSpectrum(model, { pixels });
      expect(spectrum.real.shape).toEqual(jacobian.shape);
      await expectComplexClose(spectrum, await spectraOf(jacobian), 3e-6);
    },
  );

  it('wraps around where the kernel is larger than the image', async () => {
    const kernel = tf.tensor4d([1, 2, 3, 4, 5, 6, 7], [1, 7, 1, 1]);
    const { real, imag } = convolutionJacobianSpectrum([kernel], {
      inputShape: [1, 3],
      pixels: [[0, 1, 0]],
    });
    // y[p] = Σ_k kernel[k] x[p + k - 3] with x = [0, 1, 0] and p + k - 3 = 1 mod 3
    const { real: re, imag: im } = naiveDft({ real: [2 + 5, 1 + 4 + 7, 3 + 6] }, 3);
    await expectComplexClose({ real, imag }, { real: re, imag: im }, 1e-6);
  });

  it('takes signals', async () => {
    const model = seedWeights(
      tfl.sequential({
        layers: [
          tfl.layers.conv1d({ inputShape: [12, 1], filters: 2, kernelSize: 5, padding: 'same' }),
        ],
      }),
    );
    const pixels = [[6, 0]];
    const jacobian = convolutionJacobian(model, { pixels });
    const spectrum = convolutionJacobianSpectrum(model, { pixels });
    expect(spectrum.real.shape).toEqual([1, 12, 2]);
    await expectComplexClose(spectrum, await spectraOf(tf.expandDims(jacobian, 1)), 3e-6);
  });

  it('leaves nothing behind, and refuses what has no transfer function', async () => {
    const model = linearModels['three layers with biases']!();
    await expectNoLeak(
      () => ({ ...convolutionJacobianSpectrum(model, { pixels: [[5, 4, 0]] }) }),
      2,
    );
    for (const name of ['strides', 'pooling and padding', 'nested, flattened and dense']) {
      const other = linearModels[name]!();
      await expectRefusal(
        () => convolutionJacobianSpectrum(other),
        /^convolutionJacobianSpectrum: g must be convolutions of stride 1: for others, transform convolutionJacobian by fft2$/,
      );
    }
  });
});
