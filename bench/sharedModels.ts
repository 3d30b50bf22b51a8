import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readModel } from '../support/layersModel/readModel';
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
      modelContest(backend, name, batch, () => readModel(join(folder, name, 'model.json'))),
    ),
  );
}
