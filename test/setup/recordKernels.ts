import * as tf from '@tensorflow/tfjs-core';

/** Frames of this file, of the tests and of the library begin with this. */
const root = plain(import.meta.url).replace(/\/test\/setup\/recordKernels.*/, '');

const here = globalThis as typeof globalThis & { libraryKernels?: Set<string> };

/**
 * Names of the kernels that the library has called on the backend that is set now, since this was first called on the
 * page or in the process: itself or through models, gradients and optimizers. Kernels that a test calls for its own
 * numbers are not among them, but for those of gradients and training, whose calls have no frames of either.
 */
export function recordKernels(): ReadonlySet<string> {
  if (here.libraryKernels) return here.libraryKernels;
  const names = new Set<string>();
  here.libraryKernels = names;
  const engine = tf.engine();
  const { backendName } = engine;
  const run = engine.runKernel;
  engine.runKernel = (kernelName, ...rest) => {
    const isNew = !names.has(kernelName) && engine.backendName === backendName;
    if (isNew && !isCalledByTest()) names.add(kernelName);
    return run.call(engine, kernelName, ...rest) as never;
  };
  return names;
}

/** Kernels that tf.js knows; the others are the library's own, with which backends in host memory are faster. */
const known = new Set<unknown>(Object.values(tf));
export const isOfTfjs = (kernelName: string): boolean => known.has(kernelName);

/** Whether of all functions on the stack that are the library's or a test's the innermost is a test's. */
function isCalledByTest(): boolean {
  const inner = frames().find(
    (file) => file.startsWith(`${root}/`) && !/\/node_modules\/|\/test\/setup\//.test(file),
  );
  return inner?.startsWith(`${root}/test/`) ?? false;
}

function frames(): string[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = Number.POSITIVE_INFINITY;
    Error.prepareStackTrace = (_, sites) => sites.map((site) => plain(site.getFileName() ?? ''));
    return new Error().stack as unknown as string[];
  } finally {
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  }
}

function plain(address: string): string {
  return address.replace(/^file:\/\//, '');
}
