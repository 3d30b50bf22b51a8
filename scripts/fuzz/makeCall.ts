import * as tf from '@tensorflow/tfjs-core';
import { applyChanges } from './applyChanges';
import type { Call } from './call';
import type { Parameter } from './declared';
import { misfit } from './fits';
import {
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
  /** The time of the processor that it took, in milliseconds. */
  readonly busy: number;
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
  const [before, wrong] = [snapshot(args), misfit(args, parameters)];
  const began = process.cpuUsage();
  const ending = await endingOf(subject, args);
  const { user, system } = process.cpuUsage(began);
  const after = snapshot(args);
  if ('value' in ending) release(ending.value, [args, given.tensors]);
  await quiet();
  tf.dispose(given.tensors.filter((x) => !x.isDisposed));
  // a function that does not wait can do nothing for a callback that rejects
  const isTheirs = (reason: unknown) => ending.waits || !given.thrown.has(reason);
  const left = tf.memory().numTensors - tensors;
  const found: Record<FailureKind, string | undefined> = {
    trap: trapIn(ending) ?? (watch.isAlive() ? undefined : 'a known convolution has other values'),
    'undocumented error': undocumented(subject, ending, given.thrown),
    'accepted outside its kinds':
      'value' in ending && wrong !== undefined
        ? `argument ${wrong} is not of its type, but was taken`
        : undefined,
    'changed argument': before === after ? undefined : 'an argument is not what it was',
    // fewer are arguments that it has disposed of
    leak: left > 0 ? `${left} tensors left` : undefined,
    'state left': state === openState() ? undefined : `${openState()} after ${state}`,
    'unhandled rejection': watch.unhandled().filter(isTheirs).map(messageOf)[0],
    hang: undefined,
    crash: undefined,
  };
  return {
    ended: 'value' in ending ? 'accepted' : 'refused',
    message: 'error' in ending ? messageOf(ending.error) : '',
    failures: failuresOf(found),
    busy: (user + system) / 1000,
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
  let waits = false;
  try {
    const value = call(...args);
    waits = value instanceof Promise;
    return { value: await value, waits };
  } catch (error) {
    return { error, waits };
  }
}

/** Until rejections that nobody handles have been told. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}
