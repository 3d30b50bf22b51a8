import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { columnNorms } from '../../src/gradients/columnNorms';
import { convolutionJacobian } from '../../src/gradients/convolutionJacobian';
import { convolutionJacobianSpectrum } from '../../src/gradients/convolutionJacobianSpectrum';
import { type LinearOperator, linearOperator } from '../../src/gradients/linearOperator';
import { spectralNorm } from '../../src/gradients/spectralNorm';
import { convolutionModel } from '../../support/models';
import { randomTensor } from '../../support/random';
import { cheapOn } from '../helpers/cheapOn';
import { denseJacobian } from '../helpers/denseJacobian';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';
import { largeModels, linearModels, smallModels } from '../helpers/linearModels';
import { hostConvolutions, naiveJacobian } from '../helpers/naiveStack';

type Four = [number, number, number, number];

const isSlow = tf.getBackend().startsWith('web');

afterEach(() => {
  tf.disposeVariables();
});

const shapesOf = (model: tfl.LayersModel) => ({
  inputs: model.inputs[0]!.shape.slice(1) as number[],
  outputs: model.outputs[0]!.shape.slice(1) as number[],
});

/** All three products against the dense Jacobian and the model itself. */
async function expectProducts(
  operator: LinearOperator,
  model: tfl.LayersModel,
  batch: number,
  dense: tf.Tensor2D,
) {
  const { inputs, outputs } = shapesOf(model);
  const x = randomTensor([batch, ...inputs], 5);
  const c = randomTensor([batch, ...outputs], 11);
  const onwards = tf.matMul(tf.reshape(x, [batch, -1]), dense);
  const back = tf.matMul(tf.reshape(c, [batch, -1]), dense, false, true);
  await expectClose(operator.forward(x), model.predict(x) as tf.Tensor, 5e-6);
  await expectClose(operator.jvp(x), tf.reshape(onwards, [batch, ...outputs]), 5e-6);
  await expectClose(operator.vjp(c), tf.reshape(back, [batch, ...inputs]), 5e-6);
}

async function expectOperator(make: () => tfl.LayersModel) {
  const model = make();
  const operator = linearOperator(model);
  expect({ inputs: operator.inputShape, outputs: operator.outputShape }).toEqual(shapesOf(model));
  const dense = denseJacobian(model);
  // a second plan, and the first one again
  for (const batch of [2, 17, 2]) await expectProducts(operator, model, batch, dense);
  operator.dispose();
}

const documents = () => {
  const filters = [8, 16, 32];
  return filters.map((count, i) => randomTensor<tf.Rank.R4>([3, 3, filters[i - 1] ?? 1, count], i));
};

const layered = (kernels: readonly tf.Tensor4D[]) => (x: tf.Tensor) =>
  kernels.reduce<tf.Tensor>((y, kernel) => tf.conv2d(y as tf.Tensor4D, kernel, 1, 'same'), x);

describe('linearOperator', () => {
  it.each(smallModels)('gives all products: %s', (_, make) => expectOperator(make));
  it.each(largeModels)('gives all products: %s', cheapOn('wasm'), (_, make) =>
    expectOperator(make),
  );

  it('gives those of tf.js for random stacks, down to images smaller than the kernels', async () => {
    const side = fc.integer({ min: 1, max: 12 });
    const taps = fc.integer({ min: 1, max: 5 });
    const layer = fc.tuple(taps, taps, fc.integer({ min: 1, max: 3 }));
    const stacks = fc.array(layer, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(side, side, stacks, async (rows, columns, list) => {
        const kernels = list.map(([height, width, filters], i) =>
          randomTensor<tf.Rank.R4>([height, width, list[i - 1]?.[2] ?? 2, filters], i + 1),
        );
        const x = randomTensor([2, rows, columns, 2]);
        const c = randomTensor([2, rows, columns, list.at(-1)![2]], 11);
        const operator = linearOperator(kernels, { inputShape: [rows, columns] });
        await expectClose(operator.jvp(x), layered(kernels)(x), 1e-5);
        await expectClose(operator.vjp(c), tf.grad(layered(kernels))(x, c), 1e-5);
        operator.dispose();
      }),
      { numRuns: isSlow ? 5 : 20 },
    );
  });

  it("takes the source document's size, by fused kernels", cheapOn('wasm'), async () => {
    const kernels = documents();
    const operator = linearOperator(kernels, { inputShape: [28, 28, 1] });
    for (const batch of [1, 16]) {
      const x = randomTensor([batch, 28, 28, 1], 3);
      const c = randomTensor([batch, 28, 28, 32], 4);
      await expectClose(operator.forward(x), layered(kernels)(x), 5e-6);
      await expectClose(operator.vjp(c), tf.grad(layered(kernels))(x, c), 5e-6);
    }
    operator.dispose();
  });

  it('takes kernels of signals, and empty batches', async () => {
    const kernel = randomTensor<tf.Rank.R3>([4, 2, 3]);
    const operator = linearOperator([kernel], { inputShape: [9] });
    const x = randomTensor<tf.Rank.R3>([2, 9, 2], 4);
    await expectClose(operator.forward(x), tf.conv1d(x, kernel, 1, 'same'), 2e-6);
    expect(operator.forward(tf.zeros([0, 9, 2])).shape).toEqual([0, 9, 3]);
    expect(operator.vjp(tf.zeros([0, 9, 3])).shape).toEqual([0, 9, 2]);
    expect(operator.jvp(tf.zeros([0, 9, 2], 'int32')).shape).toEqual([0, 9, 3]);
    operator.dispose();
  });

  it('makes biases of nothing in forward alone', async () => {
    const model = linearModels['three layers with biases']!();
    const operator = linearOperator(model);
    const zeros = tf.zeros([1, 11, 9, 1]);
    const constant = operator.forward(zeros);
    await expectClose(constant, model.predict(zeros) as tf.Tensor, 1e-6);
    expect((await tf.max(tf.abs(constant)).data())[0]).toBeGreaterThan(0.5);
    expect((await tf.max(tf.abs(operator.jvp(zeros))).data())[0]).toBe(0);
    operator.dispose();
  });
});

describe('gradients through linearOperator', () => {
  const setUp = () => {
    const kernels = [
      randomTensor<tf.Rank.R4>([3, 2, 2, 3]),
      randomTensor<tf.Rank.R4>([3, 3, 3, 2], 2),
    ];
    const operator = linearOperator(kernels, { inputShape: [8, 9] });
    const weights = randomTensor([2, 8, 9, 2], 3);
    const x = randomTensor([2, 8, 9, 2], 4);
    return { g: layered(kernels), operator, weights, x };
  };
  // of a cubic function, so that the first gradient and the second depend on x
  const cubic = (f: (x: tf.Tensor) => tf.Tensor, weights: tf.Tensor) => (x: tf.Tensor) => {
    const y = f(x);
    return tf.sum(tf.mul(weights, tf.mul(y, tf.square(y))));
  };

  it.each(['forward', 'jvp'] as const)('goes through %s, twice', async (name) => {
    const { g, operator, weights, x } = setUp();
    const [ours, theirs] = [cubic(operator[name], weights), cubic(g, weights)];
    await expectClose(tf.grad(ours)(x), tf.grad(theirs)(x), 1e-5);
    const twice = (f: (x: tf.Tensor) => tf.Tensor) =>
      tf.grad((at: tf.Tensor) => tf.sum(tf.mul(weights, tf.grad(f)(at))))(x);
    // the layers' own gradient has none on any backend
    const direct = twice(ours);
    const y = g(x);
    const along = g(weights);
    const inner = tf.mul(tf.mul(6, weights), tf.mul(y, along));
    await expectClose(direct, tf.grad(g)(x, inner), 1e-5);
    operator.dispose();
  });

  it('goes through vjp, twice', async () => {
    const { g, operator, weights, x: c } = setUp();
    const back = (at: tf.Tensor) => tf.grad(g)(at, at);
    const first = tf.grad(cubic(operator.vjp, weights))(c);
    const z = back(c);
    await expectClose(first, g(tf.mul(tf.mul(3, weights), tf.square(z))), 1e-5);
    const second = tf.grad((at: tf.Tensor) =>
      tf.sum(tf.mul(weights, tf.grad(cubic(operator.vjp, weights))(at))),
    )(c);
    const along = back(weights);
    await expectClose(second, g(tf.mul(tf.mul(6, weights), tf.mul(z, along))), 1e-5);
    operator.dispose();
  });

  it('is the layers’ where a network goes on behind it', async () => {
    const { g, operator, weights, x } = setUp();
    const loss = (f: (x: tf.Tensor) => tf.Tensor) => (at: tf.Tensor) =>
      tf.sum(tf.mul(weights, tf.relu(f(tf.sin(at)))));
    await expectClose(tf.grad(loss(operator.forward))(x), tf.grad(loss(g))(x), 1e-5);
    operator.dispose();
  });
});

describe('what a linearOperator holds', () => {
  it('is what the weights were', async () => {
    const model = linearModels['depthwise, separable and normalised']!();
    const operator = linearOperator(model);
    const x = randomTensor([2, 12, 11, 2]);
    const before = model.predict(x) as tf.Tensor;
    const c = randomTensor(before.shape, 5);
    const back = operator.vjp(c);
    model.setWeights(model.getWeights().map((weight) => tf.mul(weight, 2)));
    await expectClose(operator.forward(x), before, 5e-6);
    await expectClose(operator.vjp(c), back, 1e-7);
    expect(
      (await tf.max(tf.abs(tf.sub(model.predict(x) as tf.Tensor, before))).data())[0],
    ).toBeGreaterThan(0.1);
    model.dispose();
    // a batch without a plan
    const one = tf.slice(x, [0, 0, 0, 0], [1, -1, -1, -1]);
    await expectClose(operator.forward(one), tf.slice(before, [0, 0, 0, 0], [1, -1, -1, -1]), 5e-6);
    operator.dispose();
  });

  it('outlives kernels', async () => {
    const kernels = documents();
    const copies = kernels.map((kernel) => tf.clone(kernel));
    const c = randomTensor([1, 13, 12, 32]);
    const operator = linearOperator(kernels, { inputShape: [13, 12] });
    tf.dispose(kernels);
    const x = tf.zeros([1, 13, 12, 1]);
    await expectClose(operator.vjp(c), tf.grad(layered(copies))(x, c), 5e-6);
    operator.dispose();
  });

  it.each(smallModels)('is freed: %s', (_, make) => {
    const model = make();
    const { inputs, outputs } = shapesOf(model);
    const [x, c] = [randomTensor([2, ...inputs]), randomTensor([2, ...outputs])];
    const before = tf.memory();
    const operator = linearOperator(model);
    const use = () => {
      tf.dispose([operator.forward(x), operator.jvp(x), operator.vjp(c)]);
      tf.dispose(operator.jacobian([inputs.map(() => 0)]));
      tf.dispose([tf.grad((at: tf.Tensor) => tf.sum(operator.forward(at)))(x)]);
    };
    use();
    const { numTensors } = tf.memory();
    use();
    // nothing is made twice
    expect(tf.memory().numTensors).toBe(numTensors);
    operator.dispose();
    operator.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors);
  });

  it('is freed where the operator cannot be made, and in norm and spectrum', async () => {
    const [first, second] = [tf.zeros<tf.Rank.R4>([3, 3, 1, 2]), tf.ones<tf.Rank.R4>([3, 3, 2, 2])];
    await expectRefusal(
      () => linearOperator([first, second]),
      /^linearOperator: g takes \[any, any, 1\]: pass the inputShape that is meant$/,
    );
    await expectNoLeak(async () => {
      const operator = linearOperator([first, second], { inputShape: [5, 5] });
      await operator.norm();
      tf.dispose({ ...operator.spectrum([[0, 0, 0]]) });
      operator.dispose();
    });
  });
});

describe('jacobian and spectrum of a linearOperator', () => {
  it('are rows of the dense Jacobian, and what the functions give', async () => {
    const model = linearModels['even kernels, same then valid']!();
    const operator = linearOperator(model);
    const pixels = [
      [0, 0, 0],
      [3, 2, 1],
      [6, 5, 0],
    ];
    const dense = denseJacobian(model);
    const places = tf.tensor1d(
      pixels.map(([i, j, k]) => (i! * 6 + j!) * 2 + k!),
      'int32',
    );
    const { outputs } = shapesOf(model);
    const rows = tf.reshape(tf.gather(dense, places), [3, ...outputs]);
    await expectClose(operator.jacobian(pixels), rows, 5e-6);
    await expectClose(operator.jacobian(), convolutionJacobian(model), 1e-6);
    const kernels = documents().slice(0, 2);
    const stack = linearOperator(kernels, { inputShape: [10, 9] });
    const some = { pixels: [[2, 3, 0]], inputShape: [10, 9] };
    const [ours, theirs] = [
      stack.spectrum(some.pixels),
      convolutionJacobianSpectrum(kernels, some),
    ];
    await expectClose(ours.real, theirs.real, 1e-6);
    await expectClose(ours.imag, theirs.imag, 1e-6);
    expect(stack.spectrum().real.shape).toEqual([90, 10, 9, 16]);
    for (const one of [operator, stack]) one.dispose();
  });

  it('are refused where they do not fit, or are of other layers', async () => {
    const operator = linearOperator(documents(), { inputShape: [28, 28] });
    await expectRefusal(
      () => operator.jacobian(undefined, { maxBytes: 1e6 }),
      /^linearOperator\.jacobian: ∂g\/∂x of shape \[784, 28, 28, 32\] would take .* MiB/,
    );
    await expectRefusal(
      () => operator.jacobian([[28, 0, 0]]),
      /^linearOperator\.jacobian: index 0 of a pixel must be an integer from 0 to 27/,
    );
    await expectRefusal(
      () => operator.spectrum([], {}),
      /^linearOperator\.spectrum: pixels must be a list of at least one index of an input/,
    );
    const strided = linearOperator(linearModels['strides']!());
    await expectRefusal(
      () => strided.spectrum(),
      /^linearOperator\.spectrum: g must be convolutions of stride 1/,
    );
    for (const one of [operator, strided]) one.dispose();
  });
});

describe('norm of a linearOperator', () => {
  /** Of a dense matrix [inputs, outputs], by rotations in float64. */
  const largestOf = (matrix: readonly ArrayLike<number>[]) => {
    const rows = matrix.map((row) => Array.from(row));
    const width = rows[0]!.length;
    const tall =
      rows.length >= width
        ? rows
        : Array.from({ length: width }, (_, j) => rows.map((row) => row[j] as number));
    const values = Float32Array.from(tall.flat());
    const columns = tall[0]!.length;
    return Math.max(...columnNorms(values, new Float32Array(values.length), columns));
  };
  const near = (value: number, expected: number, tolerance = 1e-4) => {
    expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance * expected);
  };

  it('is the largest singular value of the dense Jacobian, borders included', async () => {
    const input: Four = [1, 6, 5, 2];
    const layers = hostConvolutions(
      [{ filter: [3, 3, 2, 3], bias: true }, { filter: [2, 3, 3, 2] }],
      3,
    );
    const kernels = layers.map(({ filter, kernel }) =>
      tf.tensor4d(Float32Array.from(kernel), [...filter]),
    );
    const operator = linearOperator(kernels, { inputShape: [6, 5, 2] });
    near(await operator.norm(), largestOf(naiveJacobian(input, layers)));
    operator.dispose();
  });

  const quick = smallModels.filter(([name]) =>
    /strides|even|smaller|pooling|nested|signals|one pixel/.test(name),
  );
  it.each(quick)('is that of the Jacobian: %s', cheapOn('wasm'), async (_, make) => {
    const model = make();
    const operator = linearOperator(model);
    const dense = (await denseJacobian(model).array()) as number[][];
    near(await operator.norm(), largestOf(dense));
    operator.dispose();
  });

  it('is at most that of images that wrap around, and comes near', async () => {
    const kernel = randomTensor<tf.Rank.R4>([3, 3, 2, 4]);
    const operator = linearOperator([kernel], { inputShape: [24, 24] });
    const value = await operator.norm();
    const [bound] = (await spectralNorm(kernel, [24, 24]).data()) as unknown as [number];
    expect(value).toBeLessThanOrEqual(bound * (1 + 1e-4));
    expect(value).toBeGreaterThan(0.95 * bound);
    expect(await operator.norm()).toBe(value);
    operator.dispose();
  });

  it.each([1e-25, 1, 1e25])('takes weights of %d', async (scale) => {
    const kernel = tf.fill<tf.Rank.R4>([1, 1, 1, 1], scale);
    const operator = linearOperator([kernel], { inputShape: [4, 3] });
    near(await operator.norm(), scale, 1e-5);
    operator.dispose();
  });

  it('is 0 of zeros, tells its progress, ends when it is told to, and refuses NaN', async () => {
    const zeros = linearOperator([tf.zeros<tf.Rank.R4>([3, 3, 1, 2])], { inputShape: [4, 3] });
    expect(await zeros.norm()).toBe(0);
    const operator = linearOperator(documents(), { inputShape: [9, 8] });
    const told: number[] = [];
    await operator.norm({ onProgress: (done) => told.push(done) });
    expect(told.slice(0, 2)).toEqual([2, 4]);
    expect(told.at(-1)).toBe(1000);
    const controller = new AbortController();
    await expectRefusal(
      () => operator.norm({ signal: controller.signal, onProgress: () => controller.abort() }),
      /^linearOperator\.norm: aborted$/,
    );
    const spoilt = linearOperator([tf.fill<tf.Rank.R4>([1, 1, 1, 1], Number.NaN)], {
      inputShape: [3, 3],
    });
    // makes its plan
    tf.dispose(spoilt.jvp(tf.zeros([1, 3, 3, 1])));
    tf.dispose(spoilt.vjp(tf.zeros([1, 3, 3, 1])));
    await expectRefusal(() => spoilt.norm(), /^linearOperator\.norm: g must hold finite numbers$/);
    for (const one of [zeros, operator, spoilt]) one.dispose();
  });
});

describe('the door of linearOperator', () => {
  it('says what is wrong', async () => {
    const model = linearModels['three layers with biases']!();
    const operator = linearOperator(model);
    const [x, flat, c] = [tf.zeros([1, 9, 9, 1]), tf.zeros([11, 9, 1]), tf.zeros([2, 11, 9, 1])];
    await expectRefusal(
      () => operator.forward(x),
      /^linearOperator\.forward: x must have shape \[batch, 11, 9, 1\], but its shape is \[1,9,9,1\]$/,
    );
    await expectRefusal(
      () => operator.jvp(flat),
      /^linearOperator\.jvp: tangent must have shape \[batch, 11, 9, 1\], but its shape is \[11,9,1\]$/,
    );
    await expectRefusal(
      () => operator.vjp(c),
      /^linearOperator\.vjp: cotangent must have shape \[batch, 11, 9, 2\], but its shape is \[2,11,9,1\]$/,
    );
    await expectRefusal(
      () => operator.vjp(3 as never),
      /^linearOperator\.vjp: cotangent must be a tensor, but it is 3$/,
    );
    await expectRefusal(
      () => operator.norm({ steps: 3 } as never),
      /^linearOperator\.norm: unknown option 'steps'/,
    );
    operator.dispose();
    const right = tf.zeros([1, 11, 9, 1]);
    for (const name of ['forward', 'jvp', 'vjp', 'jacobian', 'spectrum', 'norm'] as const) {
      await expectRefusal(
        () => operator[name](right as never),
        new RegExp(`^linearOperator\\.${name}: the operator has been disposed$`),
      );
    }
    const active = convolutionModel([4, 4, 1], [{ filters: 2, kernelSize: 3, activation: 'relu' }]);
    await expectRefusal(
      () => linearOperator(active),
      /^linearOperator: g must consist of linear layers, but Conv2D 'conv2d_\w+' is none that is known$/,
    );
    await expectRefusal(
      () => linearOperator(model, { inputShape: [11, 8] }),
      /^linearOperator: g takes \[11, 9, 1\], but got \[11, 8\]$/,
    );
  });

  it('ends a norm that is under way when the operator is disposed', async () => {
    const operator = linearOperator(documents(), { inputShape: [9, 8] });
    await expect(operator.norm({ onProgress: () => operator.dispose() })).rejects.toThrow(
      /^linearOperator\.norm: the operator has been disposed$/,
    );
  });
});
