import * as tf from '@tensorflow/tfjs-core';
import { figuresOf } from './figures';
import { kernelMeasures } from './kernelMeasures';
import type { Figure, ShownKernel, SpectrumPart } from './protocol';
import { colouringOf, spectraOf, spectrumSize } from './spectra';

/** HWIO to [inputs · outputs, h, w]. */
export function pairsFirst(kernels: tf.Tensor4D): tf.Tensor3D {
  const [h, w, inputs, outputs] = kernels.shape;
  return tf.tidy(() => tf.transpose(tf.reshape(kernels, [h, w, inputs * outputs]), [2, 0, 1]));
}

/** Some of the kernels [inputs · outputs, h, w] of a layer, in both domains. */
export async function shownKernels(
  pairs: tf.Tensor3D,
  numbers: readonly number[],
  outputs: number,
  part: SpectrumPart,
): Promise<ShownKernel[]> {
  if (numbers.length === 0) return [];
  const planes = tf.tidy(() => tf.gather(pairs, tf.tensor1d([...numbers], 'int32')));
  const [, h, w] = planes.shape;
  const spectra = spectraOf(planes, part, spectrumSize([h, w]));
  try {
    const tiles = await figuresOf(planes, 'signed');
    const shown = await figuresOf(spectra, colouringOf(part));
    const { norm, orientation, band } = await kernelMeasures(planes);
    return numbers.map((number, i) => ({
      ...{ number, among: pairs.shape[0] },
      ...{ input: Math.floor(number / outputs), output: number % outputs },
      ...{ norm: norm[i] ?? 0, orientation: orientation[i] ?? 0, band: band[i] ?? 0 },
      ...{ kernel: tiles[i] as Figure, spectrum: shown[i] as Figure },
    }));
  } finally {
    tf.dispose([planes, spectra]);
  }
}
