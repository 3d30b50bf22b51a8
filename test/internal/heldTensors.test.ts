import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { heldTensors } from '../../src/internal/heldTensors';
import { expectClose } from '../helpers/expectClose';

describe('heldTensors', () => {
  it('makes what it is asked for once, whatever becomes of the weights', async () => {
    const before = tf.memory().numTensors;
    const held = heldTensors();
    const weight = tf.tensor1d([1, 2, 3]);
    let calls = 0;
    const double = (name: string) =>
      tf.tidy(() =>
        tf.clone(
          held.make([weight], name, () => {
            calls++;
            return [tf.mul(weight, 2), tf.neg(weight)];
          })[0]!,
        ),
      );
    const [first, second] = [double('double'), double('double')];
    expect(calls).toBe(1);
    double('again').dispose();
    expect(calls).toBe(2);
    const own = tf.tidy(() => held.hold(weight));
    weight.dispose();
    await expectClose(own, [1, 2, 3], 0);
    for (const one of [first, second]) await expectClose(one, [2, 4, 6], 0);
    tf.dispose([first, second]);
    held.dispose();
    expect(own.isDisposed).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });
});
