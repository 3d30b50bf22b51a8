import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import type { ModelFiles } from '../files/modelFiles';
import { manifestWeights } from '../weights/manifest';
import type { KerasFile } from './kerasFile';

/** What a model.json holds. */
export interface ModelJson {
  readonly modelTopology?: unknown;
  readonly weightsManifest?: unknown;
  readonly format?: unknown;
}

/** A layers model of tf.js, as converters and tf.js itself write it. */
export async function fromModelJson(json: ModelJson, files: ModelFiles): Promise<KerasFile> {
  const { modelTopology } = json;
  const isObject = typeof modelTopology === 'object' && modelTopology !== null;
  check(
    isObject,
    `modelTopology of ${files.name} must be an object, but it is ${shown(modelTopology)}`,
  );
  const topology = modelTopology as Record<string, unknown>;
  const config = topology['model_config'] ?? topology;
  const version = topology['keras_version'] ?? (config as Record<string, unknown>)['keras_version'];
  return { config, version, weights: await manifestWeights(json.weightsManifest, files) };
}

export const isGraphJson = ({ modelTopology, format }: ModelJson): boolean =>
  format === 'graph-model' ||
  (typeof modelTopology === 'object' && modelTopology !== null && 'node' in modelTopology);
