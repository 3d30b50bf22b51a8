import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { toPng } from '../../../src/index';

/** Files that code in documentation finds where it runs: a model of photographs [32, 32, 3] with 3 classes, a photograph, and a Keras file. */
export async function filesAtHand(): Promise<Record<string, Uint8Array>> {
  const conv = { filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' } as const;
  const init = (seed: number) => tfl.initializers.glorotUniform({ seed });
  const model = tfl.sequential({
    layers: [
      tfl.layers.conv2d({ ...conv, inputShape: [32, 32, 3], kernelInitializer: init(1) }),
      tfl.layers.maxPooling2d({ poolSize: 2 }),
      tfl.layers.conv2d({ ...conv, kernelInitializer: init(2) }),
      tfl.layers.globalAveragePooling2d({}),
      tfl.layers.dense({ units: 3, activation: 'softmax', kernelInitializer: init(3) }),
    ],
  });
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  model.dispose();
  const { modelTopology, weightSpecs, weightData } = saved as tf.io.ModelArtifacts;
  const weights = [{ paths: ['weights.bin'], weights: weightSpecs }];
  const json = { format: 'layers-model', modelTopology, weightsManifest: weights };
  const photo = tf.tidy(() => {
    const ramp = tf.linspace(0, 1, 32);
    const [rows, columns] = [tf.reshape(ramp, [32, 1]), tf.reshape(ramp, [1, 32])];
    const both = [
      tf.add(rows, tf.zerosLike(columns)),
      tf.add(columns, tf.zerosLike(rows)),
      tf.mul(rows, columns),
    ];
    return tf.stack(both, -1) as tf.Tensor3D;
  });
  const png = await toPng(photo);
  photo.dispose();
  return {
    'model.json': new TextEncoder().encode(JSON.stringify(json)),
    'weights.bin': new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)),
    'photo.png': png,
    'model.keras': readFileSync(join(import.meta.dirname, '../../fixtures/keras/keras3.keras')),
  };
}

/** Runs an action where these files lie, and where it may write its own. */
export async function inWorkFolder<T>(act: () => Promise<T>): Promise<T> {
  const [home, folder] = [process.cwd(), mkdtempSync(join(tmpdir(), 'docs-'))];
  const files = Object.entries(await filesAtHand());
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  process.chdir(folder);
  try {
    return await act();
  } finally {
    process.chdir(home);
    rmSync(folder, { recursive: true });
  }
}
