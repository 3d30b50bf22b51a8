import { describe, expect, it } from 'vitest';
import { documented, type Exceptions, fieldsLack, lacks } from './code/docstrings';

const exceptions: Exceptions = {
  // they take nothing that could be wrong
  cannotThrow: ['measureCosts', 'registerWasmKernels'],
  noSource: [
    // call others, which have one
    ...['inBatches', 'lrpPass'],
    // put parts together
    ...['mergeConfusionMatrices', 'mergeFlippingCurves', 'mergeFourierHeatmaps', 'mergeMeanMaps'],
    ...['meanMap', 'mergeSelections', 'mergeShards'],
    // plan, name and store
    ...['planShards', 'modelFingerprint', 'shardResult', 'encodeShard', 'decodeShard'],
    // read, count, name or cut what is there
    ...['classDistribution', 'complexAt', 'groupLabels', 'trainValidationTestSplit', 'undersample'],
    ...['centralCrop', 'cropToContent', 'padToSquare', 'layersFromGraph', 'zeroRoot'],
    // draw at random as they say
    ...['randomRotation', 'uniformNoise'],
    // the same model, computed in another way: their own planning
    ...['collapseModel', 'explainPlan', 'fuseModel', 'measureCosts', 'registerWasmKernels'],
    // pictures
    ...['drawOnCanvas', 'heatmap', 'kernelTiles', 'overlayHeatmap', 'spectrumImage', 'toPng'],
  ],
};

const subpaths = ['fourier-xai', 'fourier-xai/load', 'fourier-xai/shards', 'fourier-xai/wasm'];
const library = documented(subpaths);
const names = library.functions.map(({ name }) => name);

describe('the docstring', () => {
  it.each(library.functions.map((one) => [one.name, one] as const))('of %s is whole', (_, one) => {
    expect(lacks(library, one, exceptions).map((what) => `${one.file}: ${what}`)).toEqual([]);
  });

  it.each(library.options.map((one) => [one.name, one] as const))(
    'of each field of %s says its default',
    (_, one) => {
      expect(fieldsLack(library, one).map((what) => `${one.file}: ${what}`)).toEqual([]);
    },
  );

  it('has no exceptions for what is not there', () => {
    const { cannotThrow, noSource } = exceptions;
    expect([...cannotThrow, ...noSource].filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe('the check', () => {
  const file = 'test/docs/docstrings.module.ts';
  const checked = (text: string) => {
    const head = "import type * as tf from '@tensorflow/tfjs-core';\n";
    const module = documented([`./${'docstrings.module'}`], { [file]: head + text });
    const found = module.functions.map((one) =>
      lacks(module, one, { cannotThrow: [], noSource: [] }),
    );
    return { functions: found, fields: module.options.map((one) => fieldsLack(module, one)) };
  };
  const whole = `/**
 * Twice the values (Nobody 2020).
 *
 * @param x [rows, columns]
 * @returns x's shape
 * @throws never, here
 * @example
 * double(x);
 */
export declare function double(x: tf.Tensor, options?: Options): tf.Tensor;
interface Options {
  /** Of nothing. Default: 1. */
  readonly times?: number;
}`;

  it('accepts what is whole', () => {
    expect(checked(whole)).toEqual({ functions: [[]], fields: [[]] });
  });

  it.each([
    [' * @param x [rows, columns]\n', '', '@param x'],
    ['[rows, columns]', 'numbers', 'shape of @param x'],
    ["x's shape\n", "x's shape\n * @param y z\n", 'a parameter for @param y'],
    [" * @returns x's shape\n", '', '@returns'],
    [' * @throws never, here\n', '', '@throws'],
    [' * @example\n * double(x);\n', '', '@example'],
    [' (Nobody 2020)', ', which is all', 'source'],
    [' * Twice the values (Nobody 2020).', ' * In 2020.', 'what it does'],
  ])('misses %j', (text, by, what) => {
    expect(whole).toContain(text);
    expect(checked(whole.replace(text, by)).functions).toEqual([[what]]);
  });

  it.each([
    ['/** Of nothing. Default: 1. */', '', 'times: a text'],
    [' Default: 1.', '', 'times: its default'],
  ])('misses %j of an option', (text, by, what) => {
    expect(checked(whole.replace(text, by)).fields).toEqual([[what]]);
  });

  it('asks of a deprecated name for the new one alone', () => {
    const aliases = `/** @deprecated */
export declare function old(x: number): number;
/** @deprecated now \`double\` */
export declare function older(x: number): number;`;
    expect(checked(aliases).functions).toEqual([['@deprecated with the new name'], []]);
  });
});
