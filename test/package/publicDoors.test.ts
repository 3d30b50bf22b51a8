import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as root from '../../src/index';
import * as shards from '../../src/shards/index';
import { registerWasmKernels } from '../../src/wasm/index';
import { publicCalls } from '../../support/publicCalls';
import { optionNames, publicTypes } from '../../support/publicTypes';

const types = publicTypes();
const { calls, dispose } = publicCalls();
const functions = { ...root, ...shards } as unknown as Record<
  string,
  (...args: unknown[]) => unknown
>;
const names = Object.keys(calls).filter((name) => name !== 'measureCosts');

/** The options of every function that has some. */
const options = new Map(
  types.functions.flatMap((one): [string, string[]][] => {
    const own = optionNames(types, one);
    return own ? [[one.name, own]] : [];
  }),
);

beforeAll(() => registerWasmKernels());
afterAll(dispose);

/** What a call gives, or the message that it throws or rejects with. */
async function outcome(name: string, args: readonly unknown[]): Promise<unknown> {
  try {
    const value = await functions[name]?.(...args);
    if (!args.includes(value)) disposeTensors(value);
    return 'accepted';
  } catch (error) {
    return error;
  }
}

/** Not tf.dispose, which would dispose of the weights that models share. */
function disposeTensors(value: unknown): void {
  if (value instanceof tf.Tensor) value.dispose();
  else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) if (part instanceof tf.Tensor) part.dispose();
  }
}

describe('the calls', () => {
  it('are those of all public functions', () => {
    const all = types.functions
      .map(({ name }) => name)
      .filter((name) => !/^registerWasm/.test(name));
    expect(Object.keys(calls).sort()).toEqual(all.sort());
  });

  it.each(names.filter((name) => name !== 'drawOnCanvas'))('%s takes its own', async (name) => {
    expect(await outcome(name, calls[name] ?? [])).toBe('accepted');
  });
});

/** There is no canvas in Node. */
const withOptions = [...options.keys()].filter((name) => name !== 'drawOnCanvas');

describe('options', () => {
  it('are those that end in a parameter called options or rules, more than fifty functions', () => {
    expect(options.size).toBeGreaterThan(50);
    const isObject = (value: unknown) =>
      typeof value === 'object' &&
      value !== null &&
      Object.getPrototypeOf(value) === Object.prototype;
    const ending = Object.entries(calls).filter(([, args]) => isObject(args.at(-1)));
    const others = ending.map(([name]) => name).filter((name) => !options.has(name));
    // these end in a complex tensor, a history, and results to be merged or stored
    expect(others.sort()).toEqual(
      [
        ...['diagnoseLearningRate', 'logMagnitude', 'magnitude', 'phase', 'encodeShard'],
        ...['mergeFlippingCurves', 'mergeFourierHeatmaps', 'mergeMeanMaps', 'mergeSelections'],
      ].sort(),
    );
  });

  it.each(withOptions)('%s refuses a misspelt one by its name', async (name) => {
    const args = calls[name] ?? [];
    for (const misspelt of ['misspelt', ...(options.get(name) ?? []).map((one) => `${one}s`)]) {
      const given = { ...(args.at(-1) as object), [misspelt]: 1 };
      expect(await outcome(name, [...args.slice(0, -1), given])).toMatchObject({
        message: expect.stringMatching(new RegExp(`^${name}: unknown option '${misspelt}'; `)),
      });
    }
  });

  it.each(withOptions)('%s refuses what is no object', async (name) => {
    const args = (calls[name] ?? []).slice(0, -1);
    for (const [given, shown] of [
      [null, 'null'],
      [3, '3'],
      ['fast', "'fast'"],
      [[1, 2], '[1, 2]'],
      [tf.scalar(1), 'a tensor of shape []'],
    ] as const) {
      expect(await outcome(name, [...args, given])).toMatchObject({
        message: expect.stringMatching(
          new RegExp(
            `^${name}: options must be an object, \\{ name: value \\}, but they are ${escaped(shown)}($|:)`,
          ),
        ),
      });
    }
  });

  it.each([...options.keys()])('%s can be called without', async (name) => {
    const given = await outcome(name, (calls[name] ?? []).slice(0, -1));
    if (given !== 'accepted') expect(Object.keys(calls)).toContain(namedBy(given));
  });
});

const escaped = (text: string) => text.replace(/[[\]]/g, '\\$&');

/** The public function that an error names, itself or by a method of what it makes. */
function namedBy(error: unknown): string {
  const { message } = error as Error;
  return /^(\w+)(\.\w+)?: /.exec(message)?.[1] ?? message;
}

const hostile: readonly (readonly [string, () => unknown])[] = [
  ['undefined', () => undefined],
  ['null', () => null],
  ['an object', () => ({})],
  ['an empty list', () => []],
  ['a list of numbers', () => [1, 2]],
  ['a nested list', () => [[1, 2]]],
  ['a list with null', () => [null]],
  ['a text', () => 'text'],
  ['NaN', () => Number.NaN],
  ['-1', () => -1],
  ['1.5', () => 1.5],
  ['true', () => true],
  ['a BigInt', () => 3n],
  ['a function', () => () => undefined],
  ['a typed array', () => new Float32Array(3)],
  ['a map', () => new Map()],
  ['a scalar tensor', () => tf.scalar(1)],
  ['a tensor of rank 6', () => tf.ones([1, 1, 1, 1, 1, 1])],
  ['a tensor of rank 3', () => tf.ones([2, 3, 4])],
  ['an empty tensor', () => tf.zeros([0, 6, 6, 1])],
  ['a tensor of strings', () => tf.tensor(['a'])],
  ['a list of tensors', () => [tf.ones([2, 2])]],
];

/** Made for tensors alone: what shows a number shows its values. */
const disposed = (): tf.Tensor => {
  const x = tf.ones([2, 2]);
  x.dispose();
  return x;
};

const isOfTensors = (value: unknown): boolean =>
  value instanceof tf.Tensor ||
  (typeof value === 'object' && value !== null && Object.values(value).some(isTensor));
const isTensor = (value: unknown) => value instanceof tf.Tensor;

/** Every argument, and every option, of a call replaced by something else. */
function misuses(name: string): [what: string, args: unknown[]][] {
  const args = calls[name] ?? [];
  const positional = args.flatMap((valid, at) => {
    const list = isOfTensors(valid)
      ? [...hostile, ['a disposed tensor', disposed] as const]
      : hostile;
    return list.map(([what, make]): [string, unknown[]] => [
      `${at} ${what}`,
      args.map((own, i) => (i === at ? make() : own)),
    ]);
  });
  const byName = (options.get(name) ?? []).flatMap((option) =>
    hostile.map(([what, make]): [string, unknown[]] => [
      `${option} ${what}`,
      [...args.slice(0, -1), { ...(args.at(-1) as object), [option]: make() }],
    ]),
  );
  return [...positional, ...byName];
}

describe('every argument', () => {
  it.each(names)('of %s is taken, or refused in a sentence of its own', async (name) => {
    for (const [what, args] of misuses(name)) {
      const before = tf.memory().numTensors;
      const given = await outcome(name, args);
      if (given === 'accepted') continue;
      expect(calls, `${name}, ${what}`).toHaveProperty(namedBy(given));
      expect(given, `${name}, ${what}`).not.toBeInstanceOf(TypeError);
      expect(tf.memory().numTensors, `${name}, ${what}`).toBe(before);
    }
  });
});
