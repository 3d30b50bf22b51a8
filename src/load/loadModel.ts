import { type LayersModel, model as modelFrom, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { check } from '../internal/check';
import { boolean, either, type Kind, listOf, object, text } from '../internal/kinds';
import { named } from '../internal/named';
import { nearestNames } from '../internal/nearestNames';
import { type KindsOf, optionsOf } from '../internal/options';
import { shown } from '../internal/shown';
import { type ProgressOptions, progressKinds, startProgress } from '../internal/startProgress';
import { contentKind, foreign } from './files/contentKind';
import type { ModelFiles } from './files/modelFiles';
import { type ModelSource, openSource } from './files/openSource';
import { parseJsonBytes } from './files/parseJson';
import { fromGraphJson } from './graph/fromGraphJson';
import { fromHdf5, weightsInHdf5 } from './keras/fromHdf5';
import { fromModelJson, isGraphJson, type ModelJson } from './keras/fromModelJson';
import { fromZip } from './keras/fromZip';
import { type KerasFile, modelOfFile } from './keras/kerasFile';
import type { OwnLayers } from './keras/translateLayer';

export interface LoadModelOptions extends ProgressOptions {
  /** A file with weights (.h5, .weights.h5), where the source is the config alone, as `model.to_json()` writes it. Default:
   * those of the source. */
  readonly weights?: ModelSource | undefined;
  /** The layers, by name, whose outputs the model gives. Default: those of the file. */
  readonly outputs?: string | readonly string[] | undefined;
  /**
   * Whether the weights that a model.json names may lie outside its folder, or on other hosts. Default false: who wrote
   * the file could have others read by it.
   */
  readonly anyPaths?: boolean | undefined;
  /** Layers of one's own, by the name of their class: each is made of its config, as the file has it. Default: none. */
  readonly layers?: OwnLayers | undefined;
}

const source: Kind = {
  holds: (value) => value !== null && ['string', 'object'].includes(typeof value),
  described: 'a source',
};

const kinds: KindsOf<LoadModelOptions> = {
  weights: source,
  outputs: either(text, listOf(text, 1)),
  layers: object,
  anyPaths: boolean,
  ...progressKinds,
};

/**
 * A model as people have it, as a plain tf.LayersModel: Keras 1 to 3 files (.h5, .keras) and the model.json of tf.js.
 * What kind a file is of is told from its content. What tf.js would compute otherwise than Keras is translated into layers
 * that compute it, or refused by name.
 *
 * @param source a URL or, in Node, a path; bytes, a Blob or File; several Files or a folder, among them a model.json or
 *   another model; or bytes by name
 * @param options `onProgress` hears how many bytes of how many are there, of each file anew; `Infinity` where a server does
 *   not say how many there are
 * @returns a model with the weights of the file; dispose of it after use
 * @throws on what is no model, on damaged files and weights that are missing, and on layers that cannot be translated
 * @example
 * import { loadModel } from 'fourier-xai/load';
 * const model = await loadModel('model.json');
 * model.outputs[0]?.shape; // → [null, 3]
 */
export function loadModel(
  source: ModelSource,
  options: LoadModelOptions = {},
): Promise<LayersModel> {
  return named('loadModel', async () => {
    const {
      weights,
      outputs,
      layers: own = {},
      anyPaths = false,
      ...progress
    } = optionsOf(options, kinds);
    startProgress(progress);
    const files = { ...(await openSource(source, progress)), anyPaths };
    const names = outputs === undefined ? undefined : [outputs].flat();
    const content = contentOf(files);
    const isConfig = content.kind === 'json' && !('modelTopology' in content.json);
    check(
      weights === undefined || isConfig,
      'weights must go with a config alone, but the source has weights of its own',
    );
    if (content.kind === 'json' && isGraphJson(content.json))
      return fromGraphJson(content.json, files, names);
    const file = await kerasFile(content, files, weights, progress);
    startProgress(progress);
    const model = modelOfFile(file, own);
    return names ? withOutputs(model, names) : model;
  });
}

type Content = { readonly kind: 'hdf5' } | { readonly kind: 'zip' } | JsonContent;

interface JsonContent {
  readonly kind: 'json';
  readonly json: Json;
}

type Json = ModelJson & { readonly class_name?: unknown; readonly keras_version?: unknown };

const titleOf = ({ name }: ModelFiles): string => (name === 'the model' ? name : shown(name));

function contentOf(files: ModelFiles): Content {
  const { main } = files;
  const kind = contentKind(main);
  if (kind === 'hdf5' || kind === 'zip') return { kind };
  check(kind === 'json', `${titleOf(files)} ${notAModel(kind, main)}`);
  return { kind: 'json', json: parseJsonBytes(main, titleOf(files)) as Json };
}

async function kerasFile(
  content: Content,
  files: ModelFiles,
  weights: ModelSource | undefined,
  progress: ProgressOptions,
): Promise<KerasFile> {
  const title = titleOf(files);
  if (content.kind === 'hdf5') return fromHdf5(files.main, title);
  if (content.kind === 'zip') return fromZip(files.main, title);
  const { json } = content;
  if ('modelTopology' in json) return fromModelJson(json, files);
  check(
    'class_name' in json,
    `${title} must have modelTopology and weightsManifest, as the model.json of tf.js has, but it has ${nearestNames('modelTopology', Object.keys(json)) || 'nothing'}`,
  );
  check(
    weights !== undefined,
    `${title} is a config without weights: give these by the option weights`,
  );
  const { main, name } = await openSource(weights as ModelSource, progress);
  const kind = contentKind(main);
  check(
    kind === 'hdf5',
    `weights must be an HDF5 file, but ${shown(name)} ${notAModel(kind, main)}`,
  );
  return { config: json, version: json.keras_version, weights: await weightsInHdf5(main) };
}

function notAModel(kind: ReturnType<typeof contentKind>, { length }: Uint8Array): string {
  if (length === 0) return 'is empty';
  if (Object.hasOwn(foreign, kind)) return `is ${foreign[kind as keyof typeof foreign]}`;
  return `is no model that is known: neither HDF5, nor a .keras file, nor a model.json (${length} bytes)`;
}

/** The model up to some of its layers, in its place. */
function withOutputs(model: LayersModel, names: readonly string[]): LayersModel {
  try {
    const shorter = upTo(model, names);
    const left = new Set(shorter.layers);
    for (const layer of model.layers) if (!left.has(layer)) layer.dispose();
    return shorter;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function upTo(model: LayersModel, names: readonly string[]): LayersModel {
  const outputs = names.map((name) => {
    const layer = model.layers.find((one) => one.name === name);
    check(
      layer !== undefined,
      `outputs must name layers (${nearestNames(
        name,
        model.layers.map((one) => one.name),
      )}), but one is ${shown(name)}`,
    );
    return layer?.output as SymbolicTensor;
  });
  return modelFrom({
    inputs: model.inputs,
    outputs: outputs.length === 1 ? (outputs[0] as SymbolicTensor) : outputs,
  });
}
