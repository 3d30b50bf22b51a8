import * as tf from '@tensorflow/tfjs-core';
import * as library from '../../src/index';
import * as shards from '../../src/shards/index';
import { registerWasmKernels } from '../../src/wasm/index';
import { publicCalls } from '../../support/publicCalls';
import { publicMethods } from '../../support/publicMethods';
import type { PublicTypes } from '../../support/publicTypes';
import { release } from './release';
import type { Subject } from './subject';

type Function = (...args: readonly unknown[]) => unknown;

const functions = { ...library, ...shards, registerWasmKernels } as unknown as Record<
  string,
  Function
>;

/** The names of all that is called, methods and classes included. */
export const subjectNames = (types: PublicTypes): string[] => [
  ...types.functions.map(({ name }) => name),
  ...Object.keys(publicMethods),
  'FusedLinear',
];

/** All that the library makes public, and what that gives. */
export function subjects(): ReadonlyMap<string, Subject> {
  if (tf.getBackend() === 'wasm') registerWasmKernels();
  const { calls } = publicCalls();
  const images = tf.randomUniform([2, 6, 6, 1], 0, 1, 'float32', 1);
  const ofFunctions = Object.entries({ ...calls, registerWasmKernels: [] }).map(
    ([name, args]): [string, Subject] => [
      name,
      { call: functions[name] as Function, args, names: [name] },
    ],
  );
  const ofMethods = Object.entries(publicMethods).map(([name, argsFor]): [string, Subject] => [
    name,
    methodOf(name, calls, argsFor(images)),
  ]);
  return new Map([...ofFunctions, ...ofMethods, ['FusedLinear', ofFusedLinear(calls)]]);
}

function methodOf(
  name: string,
  calls: Readonly<Record<string, readonly unknown[]>>,
  args: readonly unknown[],
): Subject {
  const [, base = '', method] = /^(\w+)\(\)(?:\.(\w+))?$/.exec(name) ?? [];
  const call: Function = (...given) => {
    const made = functions[base]?.(...(calls[base] ?? []));
    try {
      const own = method === undefined ? made : (made as Record<string, unknown>)[method];
      return (own as Function)(...given);
    } finally {
      release(made, calls[base] ?? []);
    }
  };
  return { call, args, names: method === undefined ? [base] : [base, `${base}.${method}`] };
}

function ofFusedLinear(calls: Readonly<Record<string, readonly unknown[]>>): Subject {
  const fused = library.fuseModel(calls['fuseModel']?.[0] as never);
  const layer = fused.layers.find((one) => one instanceof library.FusedLinear);
  const { stages, activation, flattens } = (layer?.getConfig() ?? {}) as never;
  const call: Function = (...given) => new library.FusedLinear(...(given as [never]));
  return { call, args: [{ stages, activation, flattens }], names: ['FusedLinear'] };
}
