import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it } from 'vitest';
import { convolutionJvp } from '../../src/gradients/convolutionJvp';
import { convolutionModel } from '../../support/models';
import { randomTensor } from '../../support/random';
import { cheapOn } from '../helpers/cheapOn';
import { denseJacobian } from '../helpers/denseJacobian';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';
import { largeModels, linearModels, smallModels } from '../helpers/linearModels';

afterEach(() => {
  tf.disposeVariables();
});

describe('convolutionJvp', () => {
  const expectLayers = async (_: string, make: () => tfl.LayersModel) => {
    const model = make();
    const t = randomTensor([2, ...(model.inputs[0]!.shape.slice(1) as number[])], 5);
    const expected = tf.matMul(tf.reshape(t, [2, -1]), denseJacobian(model));
    const shape = model.outputs[0]!.shape.slice(1) as number[];
    await expectClose(convolutionJvp(model, t), tf.reshape(expected, [2, ...shape]), 5e-6);
  };
  it.each(smallModels)('is the Jacobian times a tangent: %s', expectLayers);
  it.each(largeModels)('is the Jacobian times a tangent: %s', cheapOn('wasm'), expectLayers);

  it('takes kernels, and inputs of any size', async () => {
    const model = convolutionModel(
      [null, null, 2],
      [{ filters: 3, kernelSize: [4, 3], padding: 'same', useBias: false }],
    );
    const t = randomTensor([2, 6, 5, 2]);
    const expected = model.predict(t) as tf.Tensor;
    await expectClose(convolutionJvp(model, t), expected, 1e-6);
    await expectClose(convolutionJvp(model.getWeights() as tf.Tensor4D[], t), expected, 1e-6);
  });

  it('leaves nothing behind, and says what is wrong', async () => {
    const model = linearModels['three layers with biases']!();
    const [t, small] = [tf.zeros([1, 11, 9, 1]), tf.zeros([1, 9, 9, 1])];
    await expectNoLeak(() => convolutionJvp(model, t), 1);
    await expectRefusal(
      () => convolutionJvp(model, small),
      /^convolutionJvp: g takes \[11, 9, 1\], but got \[9, 9, 1\]$/,
    );
    const flat = tf.zeros([1, 11, 9]);
    await expectRefusal(
      () => convolutionJvp(model, flat),
      /^convolutionJvp: tangent must have shape \[batch, 11, 9, 1\], but its shape is \[1,11,9\]$/,
    );
    const valid = convolutionModel([null, null, 1], [{ filters: 1, kernelSize: 3 }]);
    const tiny = tf.zeros([1, 2, 4, 1]);
    await expectRefusal(
      () => convolutionJvp(valid, tiny),
      /^convolutionJvp: g gives nothing for inputs of shape \[2,4,1\]: they are smaller than its kernels$/,
    );
    expect(convolutionJvp(model, tf.zeros([2, 11, 9, 1])).shape).toEqual([2, 11, 9, 2]);
  });
});
