import type { LayersModel } from '@tensorflow/tfjs-layers';
import { loadModel } from 'fourier-xai/load';
import type { Shard } from 'fourier-xai/shards';
import { reasonOf } from '../../support/reasonOf';
import { TryAgain, UserError } from '../../support/userError';
import { startWasm } from '../shared/startWasm';
import { shownPlace } from './data/address';
import { jobOf } from './jobOf';
import { type Plan, readPlan, shardsOf } from './plan';
import { versions } from './versions';

/** A plan, read once in a process, and its model, once it is asked for. */
export interface Ready {
  readonly plan: Plan;
  readonly shards: readonly Shard[];
  readonly model: () => Promise<LayersModel>;
}

let last: { readonly folder: string; readonly is: Ready } | undefined;

export function ready(folder: string): Ready {
  if (last?.folder !== folder) {
    const plan = readPlan(folder);
    let model: Promise<LayersModel> | undefined;
    const loaded = () => {
      model ??= modelOf(plan);
      return model;
    };
    last = { folder, is: { plan, shards: shardsOf(plan), model: loaded } };
  }
  return last.is;
}

async function modelOf(plan: Plan): Promise<LayersModel> {
  const { model: file, job } = plan;
  const { library, tfjs } = versions();
  const { library: planned, tfjs: plannedTfjs } = job.options ?? {};
  if (planned !== library || plannedTfjs !== tfjs) {
    throw new UserError(
      `the plan was made with fourier-xai ${planned} and tf.js ${plannedTfjs}, but here are ${library} and ${tfjs}: all shards need the same`,
    );
  }
  const model = await readModel(file);
  const own = await jobOf(plan, model);
  if (own.model !== job.model)
    throw new UserError(`the model ${shownPlace(file)} is not the one that the plan was made with`);
  if (JSON.stringify(own) !== JSON.stringify(job)) {
    throw new UserError(
      'plan.json was changed after it was made: options, images or classes are others than its job says; make another plan',
    );
  }
  return model;
}

/** On wasm, on which all shards compute. */
export async function readModel(file: string): Promise<LayersModel> {
  await startWasm();
  return loadModel(file).catch((error: unknown) => {
    const reason = reasonOf(error)
      .replace(/^loadModel: /, '')
      .replace(/(https?:[^\s'?]*)\?[^\s']*/g, '$1');
    const line = `the model ${shownPlace(file)} cannot be loaded: ${reason}`;
    throw passing.test(reason) ? new TryAgain(line) : new UserError(line);
  });
}

/** A server that is down, or busy. */
const passing = /cannot be fetched: (?!the server answers (?!408|429|5))/;
