import { AbortError } from './abortError';
import { RuleError } from './check';
import { forgetTape } from './forgetTape';
import { guardHeap } from './wasmHeap';

/** The kernels that registerWasmKernels adds. */
const supplied =
  /^(Conv2DBackpropFilter|DepthwiseConv2dNativeBackprop(Input|Filter)|UnsortedSegmentSum)$/;

/**
 * The public door: runs what a function of this name does, and puts the name before what it refuses, and before aborts. Where tf.js's wasm
 * backend lacks a gradient kernel, the error says what to do; a gradient that fails leaves nothing behind. Of doors within doors the outermost one gives the name: it is what was
 * called.
 */
export function named<V>(name: string, run: () => V): V {
  try {
    guardHeap();
    const value = run();
    return value instanceof Promise ? (value.catch((error) => refuse(name, error)) as V) : value;
  } catch (error) {
    return refuse(name, error);
  }
}

function refuse(name: string, error: unknown): never {
  forgetTape();
  if (error instanceof RuleError || error instanceof AbortError) putName(name, error);
  const kernel = /Kernel '(\w+)' not registered for backend 'wasm'/.exec(String(error))?.[1];
  if (kernel === undefined || !supplied.test(kernel)) throw error;
  throw new Error(
    `${name}: tf.js's wasm backend has no kernel ${kernel}: call registerWasmKernels() of fourier-xai/wasm first`,
    { cause: error },
  );
}

/**
 * Calls a function that the user has given: what a function of the library refuses in there keeps that one's name, since
 * the user has called it.
 */
export function callGiven<V>(run: () => V): V {
  try {
    const value = run();
    return value instanceof Promise ? (value.catch(keepName) as V) : value;
  } catch (error) {
    return keepName(error);
  }
}

function keepName(error: unknown): never {
  if (error instanceof Error && bareMessages.has(error)) bareMessages.set(error, undefined);
  throw error;
}

/** Messages without a name, of errors that carry one; none of those that keep theirs. */
const bareMessages = new WeakMap<Error, string | undefined>();

function putName(name: string, error: Error): void {
  const before = error.message;
  const bare = bareMessages.has(error) ? bareMessages.get(error) : before;
  if (bare === undefined) return;
  bareMessages.set(error, bare);
  error.message = `${name}: ${bare}`;
  // some engines have copied the message by now, others do when they are asked for the stack
  if (error.stack && !error.stack.includes(error.message))
    error.stack = error.stack.replace(before, () => error.message);
}
