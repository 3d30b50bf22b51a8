import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { chainRule, headGradient, inputGradient, jacobian } from '../../src/gradients';
import { gradientOf } from '../../src/internal/gradientOf';
import { registerWasmKernels } from '../../src/wasm';
import { documentModel } from '../../support/models';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';

const state = () => tf.engine().state as { activeTape: unknown; gradientDepth: number };

/** Whether tf.js is as before any gradient. */
function expectNoTape(): void {
  expect(state().gradientDepth).toBe(0);
  expect(state().activeTape ?? null).toBeNull();
}

const mine = (_?: tf.Tensor): never => {
  throw new Error('mine');
};

beforeAll(() => registerWasmKernels());

describe('gradientOf', () => {
  it('is the slope, times dy', async () => {
    const x = tf.tensor1d([1, -2, 3]);
    const squares = (at: tf.Tensor) => tf.square(at);
    await expectClose(
      gradientOf((at) => tf.sum(squares(at)), x),
      tf.tensor1d([2, -4, 6]),
      0,
    );
    await expectClose(
      gradientOf(squares, x, tf.tensor1d([1, 10, 0.5])),
      tf.tensor1d([2, -40, 3]),
      0,
    );
    await expectClose(
      gradientOf((at) => at, x, tf.tensor1d([5, 6, 7])),
      tf.tensor1d([5, 6, 7]),
      0,
    );
  });

  it('is 0 of what does not depend on x, and leaves nothing', async () => {
    const x = tf.tensor2d([1, -2, 3, 4], [2, 2]);
    const fixed = tf.tensor1d([3, 4]);
    const constants: ((at: tf.Tensor) => tf.Tensor)[] = [
      () => tf.scalar(3),
      () => tf.sum(fixed),
      (at) => tf.sum(tf.mul(tf.zeros([at.size]), 2)),
    ];
    for (const f of constants) {
      await expectClose(gradientOf(f, x), tf.zeros([2, 2]), 0);
      await expectNoLeak(() => gradientOf(f, x), 1);
      expectNoTape();
    }
  });
});

describe('gradients of constants', () => {
  it('are 0 of functions, of targets, and in Jacobians', async () => {
    const x = tf.tensor2d([1, -2, 3, 4, 5, 6], [2, 3]);
    const scores = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const zero = tf.zeros([2, 3]);
    await expectClose(
      inputGradient(() => tf.clone(scores), x),
      zero,
      0,
    );
    await expectClose(
      headGradient(() => tf.clone(scores), x, { target: 1 }),
      zero,
      0,
    );
    await expectNoLeak(() => inputGradient(() => tf.clone(scores), x), 1);
    expectNoTape();
    const target = () => tf.tensor1d([1, 2]);
    await expectClose(
      inputGradient((at) => tf.mul(at, 2), x, { target }),
      zero,
      0,
    );
    const slopes = jacobian(() => tf.tensor1d([1, 2]), x);
    expect(slopes.shape).toEqual([2, 2, 3]);
    await expectClose(slopes, tf.zeros([2, 2, 3]), 0);
    // one value of three depends on one of x
    const partly = jacobian(
      (at) => tf.concat([tf.ones([2]), tf.reshape(tf.slice(at, [1, 2], [1, 1]), [1])]),
      x,
    );
    await expectClose(tf.slice(partly, [0, 0, 0], [2, 2, 3]), tf.zeros([2, 2, 3]), 0);
    await expectClose(
      tf.slice(partly, [2, 0, 0], [1, 2, 3]),
      tf.tensor3d([0, 0, 0, 0, 0, 1], [1, 2, 3]),
      0,
    );
    expectNoTape();
  });

  it('are 0 in the chain rule', async () => {
    const model = documentModel(6, [2, 3]);
    const shape = [6, 6, 1];
    const x = tf.randomUniform([2, ...shape]);
    const target = (y: tf.Tensor) => tf.zeros([y.shape[0] as number]);
    const { headGradient: dg, inputGradient: dx } = chainRule(model, x, { target });
    await expectClose(dg, tf.zerosLike(dg), 0);
    await expectClose(dx, tf.zeros([2, ...shape]), 0);
  });
});

describe('what throws while a gradient is taken', () => {
  it('leaves neither tensors nor a tape, and passes as it is', async () => {
    const x = tf.tensor2d([1, -2, 3, 4, 5, 6], [2, 3]);
    const doubled = (at: tf.Tensor) => tf.mul(tf.square(at), 2);
    let calls = 0;
    // at the first call the target is chosen, at the second the gradient is recorded
    const later = (at: tf.Tensor) => (++calls % 2 === 0 ? mine(doubled(at)) : doubled(at));
    for (const call of [
      () => inputGradient((at) => mine(doubled(at)), x),
      () => inputGradient(later, x),
      () => inputGradient(doubled, x, { target: (y) => mine(tf.sum(y)) }),
      () => jacobian((at) => mine(doubled(at)), x),
      () => jacobian(later, x),
    ]) {
      await expectRefusal(call, /^mine$/);
      expectNoTape();
    }
  });

  it('is refused where an operation has no gradient', async () => {
    const x = tf.tensor2d([1, -2, 3, 4, 5, 6], [2, 3]);
    const rule = (name: string) =>
      new RegExp(`^${name}: what is explained has no gradient: tf.js has none for the operation `);
    const larger = (at: tf.Tensor) => tf.cast(tf.greater(tf.sum(at, 1), 0), 'float32');
    await expectRefusal(() => jacobian(larger, x), rule('jacobian'));
    await expectRefusal(
      () => inputGradient((at) => at, x, { target: larger }),
      rule('inputGradient'),
    );
    expectNoTape();
  });

  it('does not disturb a gradient that the caller records', async () => {
    const x = tf.tensor2d([1, -2, 3, 4, 5, 6], [2, 3]);
    const slope = tf.grad((at: tf.Tensor) => {
      const squares = tf.square(at);
      expect(() => inputGradient(mine, x)).toThrow('mine');
      return tf.sum(squares);
    })(x);
    await expectClose(slope, tf.mul(x, 2), 0);
    expectNoTape();
  });
});
