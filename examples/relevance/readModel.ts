import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { UserError } from '../../support/userError';
import { readJson } from './readText';

/** The layers model of a model.json and the weight files beside it. */
export async function readModel(file: string): Promise<tfl.LayersModel> {
  const json = readJson(file, 'the model') as Partial<tf.io.ModelJSON> | null;
  const artifacts = artifactsOf(file, json);
  try {
    return await tfl.loadLayersModel(tf.io.fromMemory(artifacts));
  } catch (error) {
    const [reason] = (error as Error).message.split(/\.\s|\n/);
    throw new UserError(`the model ${file} cannot be loaded: ${reason}`);
  }
}

function artifactsOf(file: string, json: Partial<tf.io.ModelJSON> | null): tf.io.ModelArtifacts {
  const { modelTopology, weightsManifest, format } = json ?? {};
  if (format === 'graph-model' || (modelTopology && 'node' in modelTopology)) {
    throw new UserError(
      `${file} is a graph model: only layers models can be explained layer by layer (tensorflowjs_converter --output_format=tfjs_layers_model makes one of a Keras model)`,
    );
  }
  if (!modelTopology || !Array.isArray(weightsManifest)) {
    throw new UserError(
      `${file} is no model.json of tf.js: it lacks modelTopology or weightsManifest`,
    );
  }
  return {
    modelTopology,
    weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
    weightData: weightsOf(
      dirname(file),
      weightsManifest.flatMap(({ paths }) => paths),
    ),
  };
}

function weightsOf(folder: string, paths: readonly string[]): ArrayBuffer {
  const parts = paths.map((path) => {
    const file = join(folder, path);
    try {
      return readFileSync(file);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new UserError(`cannot read ${file}, weights of the model (${code})`);
    }
  });
  return new Uint8Array(Buffer.concat(parts)).buffer;
}
