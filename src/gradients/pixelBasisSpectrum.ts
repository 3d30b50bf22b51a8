import * as tf from '@tensorflow/tfjs-core';
import { planeWaves } from '../fourier/transforms/planeWaves';
import { tidyPair } from '../fourier/transforms/realOrComplex';
import { checkSize } from '../internal/checkSize';
import { complexProduct } from '../internal/complexProduct';
import type { ComplexTensor } from '../internal/complexTensor';
import { named } from '../internal/named';
import { checkSides, type Sides } from './sides';

const wayOut = 'convolutionJacobian and its spectrum take single pixels';

/**
 * The spectrum of {@link pixelBasis}: F{∂x/∂x} at pixel (p, q) is the plane wave exp(-2πi(up/rows + vq/columns)). From
 * the source document.
 *
 * @param sides [rows, columns]
 * @returns [rows·columns, rows, columns], of pixels and of bins (u, v)
 * @throws on sides that are no whole numbers of at least 1, and on more than 256 MiB
 * @example
 * pixelBasisSpectrum([1, 2]).real; // → [[[1, 1]], [[1, -1]]]
 */
export function pixelBasisSpectrum(sides: Sides): ComplexTensor<tf.Rank.R3> {
  return named('pixelBasisSpectrum', () => {
    checkSides(sides);
    const [rows, columns] = sides;
    checkSize('it', [rows * columns, rows, columns], wayOut);
    return tidyPair(() => {
      const along = (n: number, shape: [number, number, number, number]) => {
        const waves = planeWaves(
          n,
          Array.from({ length: n }, (_, i) => i),
        );
        return { real: tf.reshape(waves.real, shape), imag: tf.reshape(waves.imag, shape) };
      };
      // a wave is the same for a pixel and a bin exchanged
      const down = along(rows, [rows, 1, rows, 1]);
      const across = along(columns, [1, columns, 1, columns]);
      const pixels = rows * columns;
      const { real, imag } = complexProduct(down, across, tf.mul);
      const shape: [number, number, number] = [pixels, rows, columns];
      return { real: tf.reshape(real, shape), imag: tf.reshape(imag, shape) };
    });
  });
}
