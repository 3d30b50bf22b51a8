import '@tensorflow/tfjs-backend-cpu';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { isObject, readJson } from '../readText';
import { reasonOf } from '../reasonOf';
import { UserError } from '../userError';
import { checkTopology } from './checkTopology';
import { checkWeights } from './checkWeights';
import { manifestOf } from './manifest';
import { readWeights } from './readWeights';

/** Bytes of a model.json. */
const MOST = 2 ** 26;

/**
 * The layers model of a model.json and the weight files beside it. What is wrong with it, whoever made it, is a user
 * error.
 */
export async function readModel(file: string): Promise<tfl.LayersModel> {
  const json = readJson(file, MOST, 'the model');
  try {
    const model = await withLazyZeros(() => load(file, json));
    await checkWeights(model);
    return model;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`the model ${file} cannot be loaded: ${reasonOf(error)}`);
  }
}

function load(file: string, json: unknown): Promise<tfl.LayersModel> {
  const { modelTopology, weightsManifest, format } = isObject(json) ? json : {};
  if (format === 'graph-model' || (isObject(modelTopology) && 'node' in modelTopology)) {
    throw new UserError(
      `${file} is a graph model: only layers models can be explained layer by layer (tensorflowjs_converter --output_format=tfjs_layers_model makes one of a Keras model)`,
    );
  }
  if (!isObject(modelTopology) || !Array.isArray(weightsManifest)) {
    throw new UserError(
      `${file} is no model.json of tf.js: it lacks modelTopology or weightsManifest`,
    );
  }
  checkTopology(modelTopology);
  const { paths, specs, bytes } = manifestOf(weightsManifest);
  const weightData = readWeights(dirname(file), paths, bytes);
  return tfl.loadLayersModel(
    tf.io.fromMemory({ modelTopology, weightSpecs: [...specs], weightData }),
  );
}

/**
 * Layers are made with zeros for weights, as large as the file says, before those of the file turn out to have other
 * shapes: on cpu these take no memory, since nobody writes them, while the memory of wasm never shrinks again.
 */
async function withLazyZeros<T>(act: () => Promise<T>): Promise<T> {
  const backend = tf.getBackend();
  await tf.setBackend('cpu');
  try {
    return await act();
  } finally {
    await tf.setBackend(backend);
  }
}
