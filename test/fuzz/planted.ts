import * as tf from '@tensorflow/tfjs-core';
import type { Subject } from '../../scripts/fuzz/subject';

/** What makes the faults show: any number will do that the generator draws. */
const CUE = 7;

function checkNumber(name: string, n: unknown): void {
  if (typeof n === 'number') return;
  throw new Error(`${name}: n must be a number, but it is of type ${typeof n}`);
}

/** Does right in every way. */
export function sound(n: number, options: { readonly size?: number } = {}): tf.Tensor {
  checkNumber('sound', n);
  for (const [name, value] of Object.entries(optionsOf(options))) {
    if (name !== 'size') throw new Error('sound: there is no such option, but size');
    if (value !== undefined) checkNumber('sound', value);
  }
  return tf.scalar(n);
}

function optionsOf(options: unknown): object {
  try {
    const tag = Object.prototype.toString.call(options);
    if (tag === '[object Object]' && !(options instanceof tf.Tensor))
      return { ...(options as object) };
  } catch {
    // refused below
  }
  throw new Error('sound: options must be an object that can be read, but they are not');
}

/** Refuses without its name. */
export function grumbles(n: number): number {
  checkNumber('somethingElse', n);
  return n;
}

/** Refuses without what it got. */
export function mutters(n: number): number {
  if (typeof n !== 'number')
    throw new Error(`mutters: n is wrong: ${Object.prototype.toString.call({})}`);
  return n;
}

export function takesAll(n: number): unknown {
  return typeof n;
}

export function takesAnyOption(options: { readonly size?: number } = {}): number {
  return typeof options === 'object' ? 1 : 0;
}

export function takesAnyText(text: 'low' | 'high'): string {
  if (typeof text !== 'string') throw new Error(`takesAnyText: not a string, but ${typeof text}`);
  return text;
}

export function leaks(n: number): void {
  checkNumber('leaks', n);
  if (n === CUE) tf.scalar(n);
}

export function leavesScope(n: number): void {
  checkNumber('leavesScope', n);
  if (n === CUE) tf.engine().startScope();
}

export function leavesTape(n: number): void {
  checkNumber('leavesTape', n);
  if (n === CUE) tf.engine().state.activeTape = [{} as never];
}

export function loops(n: number): void {
  checkNumber('loops', n);
  while (n === CUE);
}

export async function waits(n: number): Promise<void> {
  checkNumber('waits', n);
  if (n === CUE) await new Promise(() => undefined);
}

/** (module (func (export "f") unreachable)) */
const unreachable = Uint8Array.from(
  [
    [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0],
    [7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11],
  ].flat(),
);

export function traps(n: number): void {
  checkNumber('traps', n);
  if (n !== CUE) return;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(unreachable));
  (exports['f'] as () => void)();
}

/** From now on convolutions give something else. */
export function corrupts(n: number): void {
  checkNumber('corrupts', n);
  if (n !== CUE) return;
  tf.unregisterKernel('Conv2D', tf.getBackend());
  tf.registerKernel({
    kernelName: 'Conv2D',
    backendName: tf.getBackend(),
    kernelFunc: () => tf.zeros([1, 5, 5, 1]),
  });
}

export function rejects(n: number): void {
  checkNumber('rejects', n);
  if (n === CUE) void Promise.reject(new Error('heard by nobody'));
}

export function writes(list: number[]): void {
  if (!Array.isArray(list)) throw new Error(`writes: not a list, but ${typeof list}`);
  list[0] = CUE;
}

export function disposes(x: tf.Tensor): void {
  x.dispose();
}

export function writesValues(x: tf.Tensor): void {
  (x.dataSync() as Float32Array)[0] = CUE;
}

export function ends(n: number): void {
  checkNumber('ends', n);
  if (n === CUE) process.exit(3);
}

/** Passes on what its callback throws, as it should. */
export function calls(f: (x?: string) => unknown): unknown {
  if (typeof f !== 'function') throw new Error(`calls: f must be a function, but is ${typeof f}`);
  return typeof f('a text');
}

/** Says that it has ended, which is enough. */
export function aborts(n: number): void {
  checkNumber('aborts', n);
  if (n === CUE) throw Object.assign(new Error('aborts: aborted'), { name: 'AbortError' });
}

/** Wraps what its callback throws. */
export function wraps(f: () => unknown): unknown {
  try {
    return typeof f();
  } catch (error) {
    throw new Error(`it went wrong: ${error}`);
  }
}

const faults = {
  ...{ sound, grumbles, mutters, takesAll, takesAnyOption, takesAnyText, leaks, leavesScope },
  ...{ leavesTape, loops, waits, traps, corrupts, rejects, writes, disposes, writesValues, ends },
  ...{ calls, aborts, wraps },
} as unknown as Readonly<Record<string, Subject['call']>>;

/** What they take, where that is not the number 1. */
function rightCalls(): Readonly<Record<string, readonly unknown[]>> {
  const nothing = () => undefined;
  const x = tf.ones([3]);
  return {
    ...{ sound: [1, {}], takesAnyOption: [{}], takesAnyText: ['low'], writes: [[1, 2]] },
    ...{ disposes: [x], writesValues: [x], calls: [nothing], wraps: [nothing] },
  };
}

/** For the child that makes the calls. */
export function subjects(): ReadonlyMap<string, Subject> {
  const args = rightCalls();
  return new Map(
    Object.entries(faults).map(([name, call]): [string, Subject] => [
      name,
      { call, args: args[name] ?? [1], names: [name] },
    ]),
  );
}
