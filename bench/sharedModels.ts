import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import type { Backend, Contest } from './contest';
import { modelContest } from './groups/fusion';

/** Models of others, each in a folder with its model.json; not part of the repository. */
const folder = join(import.meta.dirname, '../../shared/data/models');

/** What fusion makes of them, where the folder exists. */
export function sharedModels(backend: Backend): Contest[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'model.json')));
  return names.flatMap((name) =>
    [1, 16].map((batch) =>
      modelContest(backend, name, batch, () => loadFolder(join(folder, name))),
    ),
  );
}

function loadFolder(path: string): Promise<LayersModel> {
  return loadLayersModel({
    load: async () => {
      const { modelTopology, weightsManifest } = JSON.parse(
        readFileSync(join(path, 'model.json'), 'utf8'),
      ) as tf.io.ModelJSON;
      const files = weightsManifest.flatMap(({ paths }) => paths);
      const bytes = Buffer.concat(files.map((file) => readFileSync(join(path, file))));
      const weightData = new Uint8Array(bytes).buffer;
      const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
      return { modelTopology, weightSpecs, weightData };
    },
  });
}
