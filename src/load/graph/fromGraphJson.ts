import { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { RuleError } from '../../internal/check';
import type { ModelFiles } from '../files/modelFiles';
import type { ModelJson } from '../keras/fromModelJson';
import { readManifest } from '../weights/manifest';
import { graphToLayers } from './layersFromGraph';

/** The layers of a graph model in a model.json, compared with the graph as tf.js computes it. */
export async function fromGraphJson(
  json: ModelJson,
  files: ModelFiles,
  outputs: readonly string[] | undefined,
): Promise<LayersModel> {
  const { specs, data } = await readManifest(json.weightsManifest, files);
  const { loadGraphModel } = await converter(files.name);
  const artifacts = { ...json, weightSpecs: [...specs], weightData: data } as io.ModelArtifacts;
  const graph = await loadGraphModel(io.fromMemory(artifacts)).catch((error: Error) => {
    throw new RuleError(`tf.js cannot load the graph model ${files.name}: ${error.message}`, {
      cause: error,
    });
  });
  try {
    return await graphToLayers(graph, outputs);
  } finally {
    graph.dispose();
  }
}

/** Needed for graph models alone. */
const converter = (name: string) =>
  import('@tensorflow/tfjs-converter').catch((error: Error) => {
    throw new RuleError(
      `${name} is a graph model, for which the package @tensorflow/tfjs-converter must be installed`,
      { cause: error },
    );
  });
