import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { toPng } from 'fourier-xai';
import { writeWhole } from '../../../support/files';
import type { About } from './about';
import { quantized } from './quantized';

/** Spectra as they were measured, one a line of the file. */
export interface ShownSpectra {
  readonly wavenumbers: readonly number[];
  readonly intensities: readonly Float32Array[];
  readonly labels: readonly number[];
}

/** Images with their classes, or spectra. */
export type Shown = { readonly images: tf.Tensor4D; readonly labels: Int32Array } | ShownSpectra;

/** Writes model.json and weights.bin. @param most more weights than so many are stored in a byte each */
export async function writeModel(
  folder: string,
  model: tfl.LayersModel,
  most = Number.POSITIVE_INFINITY,
): Promise<void> {
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs = [], weightData }) => {
      const buffers = [weightData ?? []].flat() as ArrayBuffer[];
      const { entries, bytes } = quantized(
        weightSpecs,
        tf.io.concatenateArrayBuffers(buffers),
        most,
      );
      const manifest = [{ paths: ['weights.bin'], weights: entries }];
      const json = { format: 'layers-model', modelTopology, weightsManifest: manifest };
      writeWhole(join(folder, 'model.json'), JSON.stringify(json));
      writeWhole(join(folder, 'weights.bin'), bytes);
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
}

export function writeAbout(folder: string, about: About): void {
  writeWhole(join(folder, 'about.json'), `${JSON.stringify(about, null, 2)}\n`);
}

/** images.png or spectra.csv. */
export async function writeShown(
  folder: string,
  shown: Shown,
  classes: readonly string[],
): Promise<void> {
  if ('images' in shown) await writeImages(folder, shown.images);
  else writeSpectra(folder, shown, classes);
}

/** The images below each other. */
async function writeImages(folder: string, images: tf.Tensor4D): Promise<void> {
  const column = columnOf(images);
  writeWhole(join(folder, 'images.png'), await toPng(column));
  column.dispose();
}

/** A line of wavenumbers, then one a spectrum, behind its class. */
function writeSpectra(
  folder: string,
  { wavenumbers, intensities, labels }: ShownSpectra,
  classes: readonly string[],
): void {
  const lines = intensities.map((values, i) =>
    [
      classes[labels[i] as number],
      ...Array.from(values, (value) => Number(value.toPrecision(6))),
    ].join(),
  );
  writeWhole(join(folder, 'spectra.csv'), `${[`class,${wavenumbers}`, ...lines].join('\n')}\n`);
}

/** [count, h, w, 1 or 3] as one picture [count·h, w, 3]. */
function columnOf(images: tf.Tensor4D): tf.Tensor3D {
  const [count, h, w, channels] = images.shape;
  return tf.tidy(() => {
    const rgb = channels === 3 ? images : (tf.tile(images, [1, 1, 1, 3]) as tf.Tensor4D);
    return tf.reshape(rgb, [count * h, w, 3]);
  });
}
