import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { loadModel } from '../../../src/load/index';
import { type Broken, broken, drawFrom } from './broken';
import type { Files, Right } from './rightFiles';

/** What became of a broken file; all but the first four are faults. */
export const endings = [
  'refused',
  'the same',
  'other values',
  'as it says',
  'undocumented error',
  'wrong',
  'leak',
] as const;

export interface Verdict {
  readonly kind: string;
  readonly change: string;
  readonly ended: (typeof endings)[number];
  readonly message: string;
}

/** A model as text and numbers. */
interface Read {
  readonly config: string;
  readonly values: Float32Array;
}

/** A right model and what is in it. */
export interface Known extends Right {
  readonly read: Read;
}

const sourceOf = (files: Files) => {
  const [only, ...more] = Object.values(files) as [Uint8Array, ...Uint8Array[]];
  return more.length === 0 ? only : files;
};

/** Loads the right files, which fills what the library keeps. */
export async function knownFrom(right: Right): Promise<Known> {
  const model = await loadModel(sourceOf(right.files));
  const read = await readOf(model);
  model.dispose();
  return { ...right, read };
}

async function readOf(model: LayersModel): Promise<Read> {
  const weights = await Promise.all(model.getWeights().map((weight) => weight.data()));
  // names of tf.js count on
  const config = JSON.stringify(model.toJSON(null, false)).replace(/_\w+Cell\d+|_\d+/g, '');
  return { config, values: Float32Array.from(weights.flatMap((one) => [...one])) };
}

/** What loadModel makes of file number `index`. */
export async function verdictOf(known: readonly Known[], index: number): Promise<Verdict> {
  const draw = drawFrom(index);
  const right = known[draw(known.length)] as Known;
  const harmed = broken(right.files, draw);
  const before = tf.memory().numTensors;
  const verdict = await judged(right, harmed);
  const left = tf.memory().numTensors - before;
  const told = { kind: right.kind, change: harmed.change };
  return left === 0
    ? { ...told, ...verdict }
    : { ...told, ended: 'leak', message: `${left} tensors after: ${verdict.message}` };
}

async function judged(
  right: Known,
  { files }: Broken,
): Promise<Pick<Verdict, 'ended' | 'message'>> {
  let model: LayersModel;
  try {
    model = await loadModel(sourceOf(files));
  } catch (error) {
    const message = String((error as Error)?.message ?? error);
    const isDocumented =
      message.startsWith('loadModel: ') &&
      !/Cannot read|is not a function|is not iterable|\[object/.test(message);
    return { ended: isDocumented ? 'refused' : 'undocumented error', message };
  }
  const read = await readOf(model);
  model.dispose();
  return { ended: compared(right, files, read), message: '' };
}

/** Values may differ where bytes do; where a format has checksums, nothing may. */
function compared({ read, files: whole, isChecked }: Known, files: Files, own: Read) {
  const isSameModel = own.config === read.config && own.values.length === read.values.length;
  const others = isSameModel ? differing(read.values, own.values) : Number.POSITIVE_INFINITY;
  if (others === 0) return 'the same';
  if (isChecked) return 'wrong';
  const changed = Object.entries(whole).reduce(
    (sum, [name, bytes]) => sum + differing(bytes, files[name] as Uint8Array),
    0,
  );
  return others <= changed ? 'other values' : 'as it says';
}

function differing(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let count = Math.abs(a.length - b.length);
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (!Object.is(a[i], b[i])) count++;
  }
  return count;
}
