import * as tf from '@tensorflow/tfjs-core';
import { spansOf } from '../fourier/convolution/spectralProduct';
import { transferFunction } from '../fourier/convolution/transferFunction';
import { isConvolutionRun } from '../fourier/fusion/pathPatches';
import { fusedConvolution } from '../fourier/networks/fusedNetwork';
import { planeWaves } from '../fourier/transforms/planeWaves';
import { tidyPair } from '../fourier/transforms/realOrComplex';
import { check } from '../internal/check';
import { MOST_BYTES } from '../internal/checkSize';
import { complexProduct } from '../internal/complexProduct';
import type { ComplexTensor } from '../internal/complexTensor';
import { keptWith, type Make } from '../internal/keptWith';
import { named } from '../internal/named';
import { type KindsOf, optionsOf } from '../internal/options';
import { sizeAfter } from '../linear/linearOp';
import { checkBytes, maxBytesKind } from './checkBytes';
import {
  type InputShapeOptions,
  inputShapeKinds,
  type LinearLayers,
  type LinearRuns,
  linearRuns,
} from './linearRuns';
import { countOf, type Pixel, pixelsKind, placesOf } from './pixel';

export interface JacobianSpectrumOptions extends InputShapeOptions {
  /** The inputs that are meant, as for {@link convolutionJacobian}. Default: all, in order. */
  readonly pixels?: readonly Pixel[] | undefined;
  /** What each part of the result may take, in bytes: up to 2³², 4 GiB. Default: 2²⁸, 256 MiB. */
  readonly maxBytes?: number | undefined;
}

const kinds: KindsOf<JacobianSpectrumOptions> = {
  ...inputShapeKinds,
  pixels: pixelsKind,
  maxBytes: maxBytesKind,
};

/**
 * F{∂g/∂x} at single pixels: the plane wave of the pixel times the transfer function of the fused kernel. No output of
 * g is computed. That of an image that wraps around: equal to fft2 of {@link convolutionJacobian} for pixels that are
 * at least the reach of the fused kernel away from the edges. The source document's derivative in the Fourier domain.
 *
 * @param g convolutions of stride 1
 * @returns [pixels, ...shape of g(x)], of bins where g(x) has rows and columns
 * @throws on other layers, pixels outside x, where the size of x is not known, and on a result of more than `maxBytes`
 * @example
 * const { g } = splitModel(linearModel);
 * convolutionJacobianSpectrum(g, { pixels: [[4, 4, 0]] }).real.shape; // → [1, 8, 8, 2]
 */
export function convolutionJacobianSpectrum(
  g: LinearLayers,
  options: JacobianSpectrumOptions = {},
): ComplexTensor {
  return named('convolutionJacobianSpectrum', () => {
    const { pixels, maxBytes, inputShape } = optionsOf(options, kinds);
    return tidyPair(() =>
      runsSpectrum(linearRuns(g, inputShape), pixels, { maxBytes, make: keptWith }),
    );
  });
}

interface SpectrumOf {
  readonly maxBytes: number | undefined;
  /** Makes the fused kernel, or finds it. */
  readonly make: Make;
}

/** The same through a chain that has been read. */
export function runsSpectrum(
  { runs, inputShape, outputShape }: LinearRuns,
  pixels: readonly Pixel[] | undefined,
  { maxBytes = MOST_BYTES, make }: SpectrumOf,
): ComplexTensor {
  return tidyPair(() => {
    const [run, ...others] = runs;
    const stack = run && isConvolutionRun(run.ops) ? run.ops : undefined;
    check(
      run !== undefined && stack !== undefined && others.length === 0,
      'g must be convolutions of stride 1: for others, transform convolutionJacobian by fft2',
    );
    const { margins } = spansOf(stack);
    const [kernel] = make(
      stack.map((one) => one.kernel),
      `fused kernel ${stack.map(({ kernel: { shape }, dilations }) => `${shape} by ${dilations}`).join(' ')}`,
      () => fusedConvolution(stack).map((one) => one.kernel),
    ) as [tf.Tensor4D];
    const [rows, columns, outputs] = sizeAfter(stack, run.size);
    const channels = kernel.shape[2];
    const count = countOf(pixels, inputShape);
    checkBytes('F{∂g/∂x}', [count, ...outputShape], maxBytes, 'ask for some pixels');
    const places = placesOf(pixels, inputShape);
    const before = [margins[0][0], margins[1][0]] as const;
    const inputs = places.map((place) => place % channels);
    // of the others there may be more than the result takes
    const read = [...new Set(inputs)];
    const some = tf.gather(kernel, tf.tensor1d(read, 'int32'), 2);
    const transfer = transferFunction(some, [rows, columns], { before });
    const pixel = places.map((place) => Math.floor(place / channels));
    const width = run.size[1];
    const wave = complexProduct(
      along(
        rows,
        pixel.map((at) => Math.floor(at / width)),
        [-1, rows, 1, 1],
      ),
      along(
        columns,
        pixel.map((at) => at % width),
        [-1, 1, columns, 1],
      ),
      tf.mul,
    );
    const ofInputs = (part: tf.Tensor) => {
      const byInput = tf.reshape(tf.transpose(part, [2, 0, 1, 3]), [read.length, -1]);
      const rowOf = new Map(read.map((input, row) => [input, row]));
      const chosen = tf.gather(
        byInput,
        tf.tensor1d(
          inputs.map((input) => rowOf.get(input) as number),
          'int32',
        ),
      );
      return tf.reshape(chosen, [places.length, rows, columns, outputs]);
    };
    const { real, imag } = complexProduct(
      wave,
      { real: ofInputs(transfer.real), imag: ofInputs(transfer.imag) },
      tf.mul,
    );
    const shape = [places.length, ...outputShape];
    return { real: tf.reshape(real, shape), imag: tf.reshape(imag, shape) };
  });
}

/** The waves of some places along an axis, [places, bins] in another shape. */
function along(
  n: number,
  places: readonly number[],
  shape: [number, number, number, number],
): ComplexTensor {
  const { real, imag } = planeWaves(n, places);
  const turned = (part: tf.Tensor) => tf.reshape(tf.transpose(part), shape);
  return { real: turned(real), imag: turned(imag) };
}
