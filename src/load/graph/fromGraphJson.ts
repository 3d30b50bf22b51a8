import { type InferenceModel, type io, keep, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { check, RuleError } from '../../internal/check';
import { shown } from '../../internal/shown';
import type { ModelFiles } from '../files/modelFiles';
import type { ModelJson } from '../keras/fromModelJson';
import { readManifest } from '../weights/manifest';
import type { WeightsByName } from './fixedValues';
import { isOutputIndex, outputOf, readNodes } from './graphNode';
import { graphToLayers } from './layersFromGraph';

/** The layers of a graph model in a model.json, compared with the graph as tf.js computes it. */
export async function fromGraphJson(
  json: ModelJson,
  files: ModelFiles,
  outputs: readonly string[] | undefined,
): Promise<LayersModel> {
  checkInputs(json.modelTopology);
  checkSignature(json);
  const { specs, data } = await readManifest(json.weightsManifest, files);
  const converter = await importConverter(files.name);
  const artifacts = { ...json, weightSpecs: [...specs], weightData: data } as io.ModelArtifacts;
  const graph = loaded(converter, artifacts, files.name);
  try {
    return await graphToLayers(graph, outputs);
  } finally {
    graph.dispose();
  }
}

/** What tf.js would trip over. */
function checkInputs(topology: unknown): void {
  const nodes = readNodes(topology);
  for (const { name, inputs, after } of nodes.values()) {
    const wrong = inputs.find(({ index }) => !isOutputIndex(index));
    check(
      wrong === undefined,
      `node ${shown(name)} takes output ${wrong?.index} of ${shown(wrong?.node)}, which is no index of one`,
    );
    const missing = [...inputs.map(({ node }) => node), ...after].find((one) => !nodes.has(one));
    check(
      missing === undefined,
      `node ${shown(name)} takes what ${shown(missing)} gives, but the graph has no such node`,
    );
  }
}

/** The names of tensors in a signature, which tf.js takes apart as it loads a model. */
function checkSignature(json: object): void {
  const { signature, userDefinedMetadata } = json as Record<string, unknown>;
  const signatures = [signature, Object(userDefinedMetadata)['signature']];
  for (const { inputs, outputs } of signatures.map(Object)) {
    for (const one of [inputs, outputs].flatMap((list) => Object.values(Object(list)))) {
      const name = Object(one)['name'];
      check(
        name === undefined || (typeof name === 'string' && isOutputIndex(outputOf(name).index)),
        `the signature must name tensors, as 'node' or 'node:1', but one is ${shown(name)}`,
      );
    }
  }
}

type Converter = typeof import('@tensorflow/tfjs-converter');
type Loaded = InferenceModel & { dispose(): void };

/** Of a graph that cannot be loaded, no weight stays. */
function loaded(
  { loadGraphModelSync }: Converter,
  artifacts: io.ModelArtifacts,
  name: string,
): Loaded {
  let graph: Loaded | undefined;
  try {
    tidy(() => {
      graph = loadGraphModelSync({ load: () => artifacts });
      const { weights } = graph as unknown as { weights: WeightsByName };
      for (const weight of Object.values(weights).flat()) keep(weight as Tensor);
    });
  } catch (error) {
    // of what is missing altogether, only that something is read from it
    const reason =
      error instanceof TypeError ? 'its description is not whole' : (error as Error).message;
    throw new RuleError(`tf.js cannot load the graph model ${name}: ${reason}`, { cause: error });
  }
  return graph as Loaded;
}

/** Needed for graph models alone. */
const importConverter = (name: string): Promise<Converter> =>
  import('@tensorflow/tfjs-converter').catch((error: Error) => {
    throw new RuleError(
      `${name} is a graph model, for which the package @tensorflow/tfjs-converter must be installed`,
      { cause: error },
    );
  });
