// Right calls of all public functions of the root and of shards, by the modules and by the script of dist: both must answer as src does, to the bit
import { isDeepStrictEqual } from 'node:util';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import { LayersModel } from '@tensorflow/tfjs-layers';
import * as root from '../../src/index';
import { mulberry32 } from '../../src/internal/random/mulberry32';
import * as shards from '../../src/shards/index';
import { registerWasmKernels } from '../../src/wasm/index';
import { say } from '../../support/print';
import { publicCalls } from '../../support/publicCalls';

type Library = Readonly<Record<string, unknown>>;

const required = createRequire(import.meta.url);
const source: Library = { ...root, ...shards };
const modules: Library = {
  ...(await import('../../dist/index.js' as string)),
  ...(await import('../../dist/shards.js' as string)),
};
const script: Library = {
  ...required('../../dist/index.cjs'),
  ...required('../../dist/shards.cjs'),
};

/** A time is measured, or there is no page. */
const leftOut = ['measureCosts', 'drawOnCanvas'];

tf.enableProdMode();
let compared = 0;
for (const backend of ['cpu', 'wasm']) {
  if (!(await tf.setBackend(backend))) throw new Error(`no ${backend}`);
  if (backend === 'wasm') registerWasmKernels();
  const { calls, dispose } = publicCalls();
  for (const [name, args] of Object.entries(calls)) {
    if (leftOut.includes(name)) continue;
    const expected = await answer(source, name, args);
    for (const [built, library] of Object.entries({ modules, script })) {
      if (!isDeepStrictEqual(await answer(library, name, args), expected))
        throw new Error(`${name} of the ${built} in dist does not answer as in src, on ${backend}`);
      compared++;
    }
  }
  dispose();
}
say(`${compared} answers of dist are those of src`);

async function answer(library: Library, name: string, args: readonly unknown[]): Promise<unknown> {
  const call = library[name] as (...args: readonly unknown[]) => unknown;
  if (typeof call !== 'function') throw new Error(`there is no function ${name}`);
  // what has no seed draws the same numbers each time
  Math.random = mulberry32(1);
  try {
    return await plain(await call(...args));
  } catch (error) {
    return `throws ${(error as Error).message}`;
  }
}

/** Values in place of tensors and models; functions and classes have only their presence. */
async function plain(value: unknown): Promise<unknown> {
  if (value instanceof tf.Tensor) return [value.shape, value.dtype, await value.data()];
  if (value instanceof LayersModel) return Promise.all(value.getWeights().map(plain));
  if (typeof value === 'function') return 'a function';
  if (ArrayBuffer.isView(value) || typeof value !== 'object' || value === null) return value;
  const parts = Object.entries(value).map(async ([key, part]) => [key, await plain(part)]);
  return Promise.all(parts);
}
