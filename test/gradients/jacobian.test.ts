import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { jacobian } from '../../src/gradients/jacobian';
import { convolutionModel } from '../../support/models';
import { randomTensor } from '../../support/random';
import { denseJacobian } from '../helpers/denseJacobian';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';

afterEach(() => {
  tf.disposeVariables();
});

describe('jacobian', () => {
  it("gives the source document's numbers: y = Σ (x·b)^5 at x = 3, b = [3, 4]", async () => {
    const b = tf.tensor1d([3, 4]);
    const g = (x: tf.Tensor) => tf.mul(x, b);
    const h = (features: tf.Tensor) => tf.sum(tf.pow(features, 5));
    const x = tf.scalar(3);
    const [dgDx, dyDg, dyDx] = [jacobian(g, x), jacobian(h, g(x)), jacobian((at) => h(g(at)), x)];
    expect([dgDx, dyDg, dyDx].map(({ shape }) => shape)).toEqual([[2], [2], []]);
    await expectClose(dgDx, [3, 4], 1e-7);
    await expectClose(dyDg, [32805, 103680], 1e-6);
    await expectClose(dyDx, [513135], 1e-6);
    await expectClose(tf.sum(tf.mul(dyDg, dgDx)), [513135], 1e-6);
  });

  it('has axes of the answers, then of the input', async () => {
    const x = randomTensor([2, 3]);
    const matrix = randomTensor<tf.Rank.R2>([3, 4], 2);
    const actual = jacobian((at) => tf.square(tf.matMul(at as tf.Tensor2D, matrix)), x);
    expect(actual.shape).toEqual([2, 4, 2, 3]);
    const [values, m] = [await x.data(), await matrix.data()];
    const expected: number[] = [];
    for (let i = 0; i < 2; i++)
      for (let j = 0; j < 4; j++)
        for (let k = 0; k < 2; k++)
          for (let l = 0; l < 3; l++) {
            let z = 0;
            for (let s = 0; s < 3; s++) z += values[i * 3 + s]! * m[s * 4 + j]!;
            expected.push(i === k ? 2 * z * m[l * 4 + j]! : 0);
          }
    await expectClose(actual, expected, 1e-6);
  });

  it('takes more answers than are joined at a time', async () => {
    const x = randomTensor([70]);
    await expectClose(
      jacobian((at) => tf.mul(at, at), x),
      tf.mul(tf.eye(70), tf.mul(x, 2)),
      1e-6,
    );
  });

  it('equals the unit responses of convolutions', async () => {
    const model = convolutionModel([4, 3, 2], [{ filters: 2, kernelSize: 2, padding: 'same' }]);
    const [kernel] = model.getWeights() as [tf.Tensor4D];
    const f = (x: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, kernel, 1, 'same');
    const whole = jacobian(f, randomTensor([1, 4, 3, 2]));
    const rows = tf.reshape(whole, [24, 24]);
    await expectClose(rows, tf.transpose(denseJacobian(model)), 3e-6);
  });

  it('leaves nothing behind, and says what is wrong', async () => {
    const x = randomTensor([5]);
    await expectNoLeak(() => jacobian((at) => tf.square(at), x), 1);
    await expectClose(
      jacobian((at) => at, x),
      tf.eye(5),
      0,
    );
    await expectRefusal(() => jacobian((at) => at, 3 as never), /^jacobian: x must be a tensor/);
    await expectRefusal(
      () => jacobian({} as never, x),
      /^jacobian: f must be a function, but it is an object$/,
    );
    await expectRefusal(
      () => jacobian((at) => tf.square(at), x, { maxBytes: 99 }),
      /^jacobian: ∂f\/∂x of shape \[5, 5\] would take 0.0001 MiB, more than maxBytes, 0.0001 MiB: f\(x\) or x must have fewer values$/,
    );
  });
});
