import * as tf from '@tensorflow/tfjs-core';
import { applyChanges } from './applyChanges';
import type { Call } from './call';
import type { Parameter } from './declared';
import {
  acceptedOutside,
  type Ending,
  type Failure,
  type FailureKind,
  messageOf,
  openState,
  trapIn,
  undocumented,
} from './judge';
import { release } from './release';
import { snapshot } from './snapshot';
import type { Subject } from './subject';
import { makeValue } from './values/index';
import type { Given } from './values/shared';

/** What came of one call. */
export interface Outcome {
  readonly ended: 'accepted' | 'refused';
  /** What the error said, for those who read it. */
  readonly message: string;
  readonly failures: readonly Failure[];
}

/** What the process that calls is watched by. */
export interface Watch {
  /** Rejections that nobody has handled since it was asked last. */
  readonly unhandled: () => readonly unknown[];
  readonly isAlive: () => boolean;
}

/** Makes a call, disposes of what it gives, and judges both. */
export async function makeCall(
  subject: Subject,
  { changes }: Call,
  parameters: readonly Parameter[],
  watch: Watch,
): Promise<Outcome> {
  const given: Given = { tensors: [], thrown: new Set() };
  const [tensors, state] = [tf.memory().numTensors, openState()];
  const args = applyChanges(subject.args, changes, (name, own) => makeValue(name, own, given));
  const before = snapshot(args);
  const ending = await endingOf(subject, args);
  const after = snapshot(args);
  const outside = acceptedOutside(ending, args, parameters);
  if ('value' in ending) release(ending.value, [args, given.tensors]);
  await quiet();
  tf.dispose(given.tensors.filter((x) => !x.isDisposed));
  const left = tf.memory().numTensors - tensors;
  const found: Record<FailureKind, string | undefined> = {
    trap: trapIn(ending) ?? (watch.isAlive() ? undefined : 'a known convolution has other values'),
    'undocumented error': undocumented(subject, ending, given.thrown),
    'accepted outside its kinds': outside,
    'changed argument': before === after ? undefined : 'an argument is not what it was',
    leak: left === 0 ? undefined : `${left} tensors left`,
    'state left': state === openState() ? undefined : `${openState()} after ${state}`,
    'unhandled rejection': watch.unhandled().map(messageOf)[0],
    hang: undefined,
    crash: undefined,
  };
  return {
    ended: 'value' in ending ? 'accepted' : 'refused',
    message: 'error' in ending ? messageOf(ending.error) : '',
    failures: failuresOf(found),
  };
}

/** After a trap, all else that is wrong follows from it. */
function failuresOf(found: Readonly<Record<FailureKind, string | undefined>>): Failure[] {
  const failures = (Object.entries(found) as [FailureKind, string | undefined][]).flatMap(
    ([kind, detail]) => (detail === undefined ? [] : [{ kind, detail: detail.slice(0, 400) }]),
  );
  return found.trap === undefined ? failures : failures.slice(0, 1);
}

async function endingOf({ call }: Subject, args: readonly unknown[]): Promise<Ending> {
  try {
    return { value: await call(...args) };
  } catch (error) {
    return { error };
  }
}

/** Until rejections that nobody handles have been told. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}
