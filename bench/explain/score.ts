import * as tf from '@tensorflow/tfjs-core';
import { pixelFlipping, pixelInsertion } from 'fourier-xai';
import { type Candidate, meanOf } from './candidates';
import type { Subject } from './subject';

/** What is put in the place of what is taken away: an input that says nothing, or the input's own mean. */
export const baselines = {
  empty: ({ x, empty }: Subject) => tf.tidy(() => tf.add(tf.zerosLike(x), empty)),
  flat: ({ x }: Subject) => meanOf(x),
} as const;

export type BaselineName = keyof typeof baselines;
export const baselineNames = Object.keys(baselines) as BaselineName[];

/** Areas under curves on which the mean logit of the inputs counts 1, and that of the baselines 0. */
export interface Areas {
  readonly deletion: number;
  readonly insertion: number;
}

export interface Scored {
  readonly subject: Subject;
  readonly candidate: string;
  readonly areas: Readonly<Record<BaselineName, Areas>>;
  readonly millisecondsPerInput: number;
}

const STEPS = 10;

/** What a candidate's maps are worth on a model; undefined where it does not apply. */
export async function score(subject: Subject, candidate: Candidate): Promise<Scored | undefined> {
  const began = performance.now();
  const maps = await mapsOf(subject, candidate);
  if (!maps) return undefined;
  const millisecondsPerInput = (performance.now() - began) / (subject.x.shape[0] as number);
  const areas = {} as Record<BaselineName, Areas>;
  for (const name of baselineNames) areas[name] = await areasOf(subject, maps, name);
  maps.dispose();
  return { subject, candidate: candidate.name, areas, millisecondsPerInput };
}

async function mapsOf(subject: Subject, candidate: Candidate): Promise<tf.Tensor | undefined> {
  try {
    const maps = tf.tidy(() => candidate.maps(subject));
    await maps.data();
    return maps;
  } catch (error) {
    // what the library refuses begins with the name of the function
    if (!/^\w+: /.test((error as Error).message)) throw error;
    return undefined;
  }
}

async function areasOf(subject: Subject, maps: tf.Tensor, name: BaselineName): Promise<Areas> {
  const { model, x } = subject;
  const options = { baseline: baselines[name](subject), steps: STEPS };
  const deletion = await pixelFlipping(model, x, maps, options);
  const insertion = await pixelInsertion(model, x, maps, options);
  options.baseline.dispose();
  const [full, empty] = [deletion.curve[0] as number, deletion.curve.at(-1) as number];
  const share = (area: number) => (area - empty) / (full - empty);
  return { deletion: share(deletion.area), insertion: share(insertion.area) };
}
