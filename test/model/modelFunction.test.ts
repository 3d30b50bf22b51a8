import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { inputGradient } from '../../src/gradients';
import { gradientsOf } from '../../src/internal/gradientOf';
import { singleInput } from '../../src/model/graph';
import { modelFunction } from '../../src/model/modelFunction';
import { seedWeights } from '../../support/models';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak } from '../helpers/leaks';

const { layers } = tfl;
const apply = (layer: tfl.layers.Layer, ...xs: tfl.SymbolicTensor[]) =>
  layer.apply(xs.length === 1 ? (xs[0] as tfl.SymbolicTensor) : xs) as tfl.SymbolicTensor;

/** With values that are read twice, and two outputs, one of which leads to the other. */
function branched(): tfl.LayersModel {
  const input = tfl.input({ shape: [6, 5, 2] });
  const conv = (x: tfl.SymbolicTensor, activation: 'relu' | 'tanh') =>
    apply(layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same', activation }), x);
  const first = conv(input, 'relu');
  const second = conv(first, 'tanh');
  const sum = apply(layers.add(), first, second, first);
  const joined = apply(layers.concatenate(), sum, first);
  const pooled = apply(layers.globalAveragePooling2d({}), joined);
  const output = apply(layers.dense({ units: 4 }), pooled);
  return seedWeights(tfl.model({ inputs: input, outputs: [output, sum] }));
}

describe('the answer of a modelFunction', () => {
  it('pulls back what tf.js does, from several outputs and on several ways', async () => {
    const model = branched();
    const { input, outputs } = singleInput(model);
    const f = modelFunction(input, outputs);
    const x = randomTensor([2, 6, 5, 2], 3);
    const { y, pullBack } = f.answer(x);
    const [a, b] = y as [tf.Tensor, tf.Tensor];
    await expectClose(a, (f(x) as tf.Tensor[])[0] as tf.Tensor, 1e-6);
    const cotangents = [randomTensor(a.shape, 4), randomTensor(b.shape, 5)];
    for (const some of [cotangents, [cotangents[0], undefined], [undefined, cotangents[1]]]) {
      const [expected] = gradientsOf(
        ([at]) => {
          const values = f(at as tf.Tensor) as tf.Tensor[];
          const parts = values.flatMap((value, i) =>
            some[i] ? [tf.sum(tf.mul(value, some[i] as tf.Tensor))] : [],
          );
          return parts.reduce((sum, part) => tf.add(sum, part));
        },
        [x],
      );
      await expectClose(pullBack(some), expected as tf.Tensor, 1e-5);
    }
    await expectClose(pullBack([undefined, undefined]), tf.zerosLike(x), 0);
  });

  it('is of a value within the model, others held fixed', async () => {
    const model = branched();
    const { input, outputs, places } = singleInput(model);
    const first = places.find(
      ({ layer }) => layer.name === (model.layers[1] as tfl.layers.Layer).name,
    );
    const value = first?.outputs[0];
    const x = randomTensor([1, 6, 5, 2], 6);
    const f = modelFunction(value as never, outputs, new Map([[input, x]]));
    const at = randomTensor([1, 6, 5, 3], 7);
    const cotangent = randomTensor([1, 4], 8);
    const [expected] = gradientsOf(
      ([z]) => (f(z as tf.Tensor) as tf.Tensor[])[0] as tf.Tensor,
      [at],
      cotangent,
    );
    await expectClose(f.answer(at).pullBack([cotangent]), expected as tf.Tensor, 1e-5);
  });

  it('leaves nothing', async () => {
    const model = branched();
    const x = randomTensor([1, 6, 5, 2], 9);
    const target = ([y]: tf.Tensor[]) => tf.sum(y as tf.Tensor, 1);
    await expectNoLeak(() => inputGradient(model, x, { target }), 1);
  });
});

describe('the gradient of a gradient', () => {
  it('goes through tf.js, which must see all operations', async () => {
    const input = tfl.input({ shape: [2] });
    const features = apply(layers.dense({ units: 3 }), input);
    const squares = apply(layers.multiply(), features, features);
    const outputs = apply(layers.dense({ units: 2 }), squares);
    const model = seedWeights(tfl.model({ inputs: input, outputs }));
    const x = tf.tensor2d([0.3, -0.4], [1, 2]);
    const along = tf.tensor2d([1, 2], [1, 2]);
    const slopes = (at: tf.Tensor) =>
      tf.sum(tf.mul(inputGradient(model, at, { target: 1 }), along));
    const second = tf.grad(slopes)(x);
    const h = 1e-2;
    for (const [i, unit] of [
      [0, [1, 0]],
      [1, [0, 1]],
    ] as const) {
      const step = tf.tensor2d(
        [...unit].map((value) => value * h),
        [1, 2],
      );
      const [above] = await slopes(tf.add(x, step)).data();
      const [below] = await slopes(tf.sub(x, step)).data();
      const expected = ((above as number) - (below as number)) / (2 * h);
      expect((await second.data())[i]).toBeCloseTo(expected, 3);
    }
  });
});
