import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { toPng } from 'fourier-xai';
import { writeWhole } from '../../../support/files';
import type { About } from './about';

/** Writes a model at hand: model.json, weights.bin, images.png with the images below each other, about.json. */
export async function writeModel(
  folder: string,
  model: tfl.LayersModel,
  images: tf.Tensor4D,
  about: About,
): Promise<void> {
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs = [], weightData }) => {
      const manifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      const json = { format: 'layers-model', modelTopology, weightsManifest: manifest };
      writeWhole(join(folder, 'model.json'), JSON.stringify(json));
      const buffers = [weightData ?? []].flat() as ArrayBuffer[];
      writeWhole(
        join(folder, 'weights.bin'),
        new Uint8Array(tf.io.concatenateArrayBuffers(buffers)),
      );
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  writeWhole(join(folder, 'images.png'), await toPng(columnOf(images)));
  writeWhole(join(folder, 'about.json'), `${JSON.stringify(about, null, 2)}\n`);
}

/** [count, h, w, 1 or 3] as one picture [count·h, w, 3]. */
function columnOf(images: tf.Tensor4D): tf.Tensor3D {
  const [count, h, w, channels] = images.shape;
  return tf.tidy(() => {
    const rgb = channels === 3 ? images : (tf.tile(images, [1, 1, 1, 3]) as tf.Tensor4D);
    return tf.reshape(rgb, [count * h, w, 3]);
  });
}
