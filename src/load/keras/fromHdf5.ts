import { check } from '../../internal/check';
import { parseJson } from '../files/parseJson';
import { rootOf } from '../weights/hdf5';
import { hdf5Weights } from '../weights/hdf5Weights';
import { pathWeights } from '../weights/pathWeights';
import type { WeightStore } from '../weights/weightStore';
import type { KerasFile } from './kerasFile';

/** A whole model of Keras 1 to 3 in one .h5 file. */
export async function fromHdf5(bytes: Uint8Array, name: string): Promise<KerasFile> {
  const root = await rootOf(bytes);
  const config = root.texts('model_config')?.[0];
  check(
    config !== undefined,
    `${name} has weights, but no layers: give the model's config as source, and this file by the option weights`,
  );
  const group = root.group('model_weights');
  check(group !== undefined, `${name} has a config, but no group 'model_weights'`);
  return {
    config: parseJson(config, `the config in ${name}`),
    version: root.texts('keras_version')?.[0],
    weights: hdf5Weights(group),
  };
}

/** The weights in an .h5 file, of which Keras has written three kinds. */
export async function weightsInHdf5(bytes: Uint8Array): Promise<WeightStore> {
  const root = await rootOf(bytes);
  const whole = root.group('model_weights');
  const isByPath = root.group('layers') ?? root.group('_layer_checkpoint_dependencies');
  return isByPath ? pathWeights(root) : hdf5Weights(whole ?? root);
}
