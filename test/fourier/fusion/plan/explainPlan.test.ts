import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { fuseModel } from '../../../../src/fourier/fusion/fuseModel';
import type { Costs } from '../../../../src/fourier/fusion/plan/costs';
import { explainPlan } from '../../../../src/fourier/fusion/plan/explainPlan';
import type { Method } from '../../../../src/fourier/fusion/plan/runPlan';
import { documentModel } from '../../../../support/models';
import { randomTensor } from '../../../../support/random';
import { expectClose } from '../../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../../helpers/leaks';
import { realModels } from '../../../helpers/realModels';

afterEach(() => {
  tf.disposeVariables();
});

const costs: Costs = {
  ...{ operation: 1, convolution: 1, depthwise: 1, slice: 1, copy: 1 },
  ...{ transform: 1, product: 1, fourierOperations: 1, vector: 1 },
};
const dear = 1e9;

const rowsOf = (name: string) => explainPlan(realModels[name]!.make());
const layersOf = (name: string) =>
  rowsOf(name).map(({ layers }) => layers.map((layer) => layer.split('_')[0]));

describe('explainPlan', () => {
  it.each(['toString', 'constructor', 'valueOf', 'hasOwnProperty'])(
    'takes a layer named %s for what it is, as fuseModel does',
    async (name) => {
      const model = tfl.sequential();
      const options = { filters: 2, kernelSize: 3, padding: 'same' as const };
      model.add(tfl.layers.conv2d({ ...options, inputShape: [7, 8, 1], name: 'first' }));
      model.add(tfl.layers.conv2d({ ...options, name }));
      const [row] = explainPlan(model);
      expect(row).toMatchObject({ run: name, layers: ['first', name] });
      const x = randomTensor([2, 7, 8, 1], 1);
      const expected = model.predict(x) as tf.Tensor;
      const asked = Object.fromEntries([[name, 'direct']]) as Readonly<Record<string, Method>>;
      expect(explainPlan(model, { plan: asked })[0]?.choice).toEqual(['direct']);
      for (const plan of [{}, asked]) {
        const fused = fuseModel(model, { plan });
        await expectClose(fused.predict(x) as tf.Tensor, expected, 1e-5);
      }
    },
  );

  it('refuses costs of which one is missing, unknown or none', async () => {
    const model = documentModel();
    const refuse = (given: unknown, message: RegExp) =>
      expectRefusal(() => explainPlan(model, { costs: given as Costs }), message);
    for (const wrong of [3, 'abc', true, null, [], [costs], new Map(), tf.scalar(1)]) {
      await refuse(wrong, /^explainPlan: costs must be an object, \{ name: value \}, but it is /);
    }
    await refuse({}, /^explainPlan: costs.operation must be a finite .*, but it is undefined$/);
    for (const wrong of [-1, Number.NaN, Infinity, '1', '', true, null, [1]]) {
      await refuse(
        { ...costs, slice: wrong },
        /^explainPlan: costs.slice must be a finite number of at least 0, but it is /,
      );
    }
    await refuse({ ...costs, patches: -1 }, /costs.patches must be a finite number of at least 0/);
    await refuse({ ...costs, vector: 0 }, /costs.vector must be an integer of at least 1/);
    await refuse({ ...costs, slices: 1 }, /^explainPlan: costs have no 'slices', but .*'slice'/);
    await expectRefusal(
      () => fuseModel(model, { costs: {} as Costs }),
      /^fuseModel: costs.operation must be/,
    );
  });

  it('refuses plans that are none', async () => {
    const model = documentModel();
    for (const plan of [3, 'direct', null, ['direct'], new Map([['a', 'direct']]), { a: 3 }]) {
      await expectRefusal(
        () => explainPlan(model, { plan: plan as never }),
        /^explainPlan: plan must be an object, \{ run: method \}, but it is /,
      );
    }
    await expectRefusal(
      () => explainPlan(model, { plan: { toString: 'direct' } as never }),
      /^explainPlan: no run of linear layers is called 'toString'; there are '/,
    );
    for (const batchSize of [0, '2', null, true, 1.5]) {
      await expectRefusal(
        () => explainPlan(model, { batchSize: batchSize as number }),
        /^explainPlan: batchSize must be an integer of at least 1, but it is /,
      );
    }
  });

  it('has a row for every run, from the outputs to the inputs', () => {
    expect(layersOf('a stack with biases')).toEqual([['conv2d', 'conv2d', 'conv2d']]);
    expect(layersOf('batch normalisation before and after padded convolutions')).toEqual([
      ['batch'],
      ['conv2d', 'batch', 'conv2d', 're'],
      ['batch', 'conv2d', 'batch', 'activation'],
    ]);
    expect(layersOf('residual branches')).toEqual([
      ['conv2d', 'conv2d', 'conv2d', 'batch', 'add'],
      ['conv2d', 'conv2d', 'add', 'activation'],
    ]);
    expect(layersOf('several outputs')).toEqual([['conv2d'], ['conv2d'], ['conv2d', 'conv2d']]);
    expect(layersOf('layers that nobody knows')).toEqual([['conv2d', 'conv2d'], ['conv2d']]);
    expect(layersOf('channels first')).toEqual([]);
    expect(layersOf('dense layers only')).toEqual([]);
  });

  it('predicts each way of computing a run, by hand', () => {
    const model = documentModel(12, [3, 4]);
    const [row] = explainPlan(model, { costs, batchSize: 10 });
    expect(row!.run).toBe(model.layers[1]!.name);
    // two operations, and ten images of 144 pixels with 9·3 and 9·3·4 multiplications
    expect(row!.costs.layered).toBeCloseTo(2 + 10 * 144 * (27 + 108) * 1e-6, 9);
    // the interior (two), eight edges and corners (three each), four joins
    const interior = 10 * 10 * 25 * 4;
    // answers · kernel of what they see: [5, 3] for edges of one answer, [3, 3] for corners
    const edges = 4 * 10 * 15 * 4 + 4 * 9 * 4;
    const copied = (4 * 10 + 4) * 4 + 2 * 144 * 4;
    const cropped = 4 * 3 * 3 + 4 * 3 * 12;
    const operations = 2 + 8 * 3 + 4;
    expect(row!.costs.direct).toBeCloseTo(
      operations + 10e-6 * (interior + edges + copied + cropped),
      6,
    );
    expect(row!.costs.fourier).toBeGreaterThan(0);
    expect(row!.costs.tiled).toBeUndefined();
  });

  it('predicts all patches at once where costs say what that takes', () => {
    const model = documentModel(12, [3, 4]);
    const [row] = explainPlan(model, { costs: { ...costs, patches: 2 }, batchSize: 2 });
    // 100 places inside, four edges of 10, four corners of one, of two images and in blocks of four
    const taps = 200 * 25 + 4 * 20 * 15 + 4 * 4 * 9;
    expect(row!.costs.direct).toBeCloseTo(2 + 2e-6 * taps * (8 + 5), 9);
    expect(row!.costs.fourier).toBe(explainPlan(model, { costs, batchSize: 2 })[0]!.costs.fourier);
  });

  it.each([
    ['layered', { operation: dear }, 'one layer after the other is cheapest', true],
    ['direct', { convolution: dear, transform: 10 * dear }, 'cheapest', false],
    ['fourier', { convolution: dear, transform: 1e-9, product: 1e-9 }, 'cheapest', false],
  ] as const)('chooses what is cheapest: %s', (method, prices, reason, isLeft) => {
    const model = documentModel(20, [6, 6, 2]);
    const [row] = explainPlan(model, { costs: { ...costs, operation: 0, copy: 0, ...prices } });
    expect(new Set(row!.choice)).toEqual(new Set([method]));
    expect(row).toMatchObject({ reason, isLeft });
  });

  it('follows a plan', () => {
    const model = documentModel();
    const run = model.layers[2]!.name;
    const [row] = explainPlan(model, { plan: { [run]: 'fourier' } });
    expect(row).toMatchObject({ run, choice: ['fourier'], isLeft: false, reason: 'as asked' });
    expect(row!.cost).toBe(row!.costs.fourier);
  });

  it('says why runs stay as they are', () => {
    const reasons = (name: string) => rowsOf(name).map(({ reason }) => reason);
    expect(reasons('images of any size')).toEqual(['the size of the images is not known']);
    expect(reasons('several outputs')[0]).toBe('a single layer, as fast as it is');
    const names = rowsOf('a nested model that is called twice').map(({ run }) => run);
    expect(new Set(names).size).toBe(names.length);
  });

  it('leaves nothing behind', async () => {
    const model = realModels['batch normalisation before and after padded convolutions']!.make();
    await expectNoLeak(() => void explainPlan(model));
  });
});
