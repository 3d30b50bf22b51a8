import * as tf from '@tensorflow/tfjs-core';
import { fft2, kernelTiles, spectrumImage } from 'fourier-xai';
import { grid } from './grid';
import { row } from './page';
import { type PictureOptions, picture } from './picture';

/**
 * All kernels of a layer, eight in a row: their weights, and beside them their spectra of bins x bins.
 *
 * @param options of both pictures, such as axes that name the kernels by their place
 */
export async function bothDomains(
  title: string,
  kernel: tf.Tensor4D,
  bins: number,
  options: Partial<PictureOptions> = {},
): Promise<string> {
  const { tiles, spectra } = tf.tidy(() => {
    const [rows, columns, inputs, outputs] = kernel.shape;
    const images = tf.reshape<tf.Rank.R3>(tf.transpose(kernel, [2, 3, 0, 1]), [
      inputs * outputs,
      rows,
      columns,
    ]);
    const F = fft2(images, { shape: [bins, bins] });
    return {
      tiles: kernelTiles(kernel, { columns: 8 }),
      spectra: grid(spectrumImage(F) as tf.Tensor4D, 8, 2),
    };
  });
  const figures = row(
    { svg: await picture(tiles, { width: 300, ...options }), caption: 'one square: one weight' },
    {
      svg: await picture(spectra, { width: 300, ...options }),
      caption: 'one tile: ±0.5 cycles/pixel, across and down',
    },
  );
  tf.dispose([tiles, spectra]);
  return `<h3>${title}</h3>${figures}`;
}
