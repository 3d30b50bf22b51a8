import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { readModel } from '../support/layersModel/readModel';
import type { Backend, Contest } from './contest';
import { explanationContests } from './explanationContests';
import { modelContest } from './groups/fusion';

/** Models of others, each in a folder with its model.json; not part of the repository. */
const folder = join(import.meta.dirname, '../../shared/data/models');

/** What fusion makes of them, where the folder exists. */
export const fusedSharedModels = (backend: Backend): Contest[] =>
  each((name, load) => [1, 16].map((batch) => modelContest(backend, name, batch, load)));

/** What explanations of them cost; the MobileNet is there without the folder. */
export const explainedSharedModels = (backend: Backend): Contest[] =>
  each((name, load) =>
    name.startsWith('mobilenet') ? [] : explanationContests(backend, name, load),
  );

function each(contests: (name: string, load: () => Promise<LayersModel>) => Contest[]): Contest[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'model.json')));
  return names.flatMap((name) => contests(name, () => readModel(join(folder, name, 'model.json'))));
}
