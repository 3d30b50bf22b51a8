import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { randomRotation } from '../../../src/preprocessing';
import { rotated } from '../../../src/preprocessing/images/rotation/rotated';
import { rotationAngles } from '../../../src/preprocessing/images/rotation/rotationAngles';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';

const same = (n: number) => {
  const image = randomTensor<tf.Rank.R4>([1, 6, 7, 2]);
  return tf.concat(Array.from({ length: n }, () => image)) as tf.Tensor4D;
};

describe('randomRotation', () => {
  it('turns each image by an angle of its own', async () => {
    const x = same(6);
    const angles = rotationAngles(6, { seed: 11, probability: 0.8, degrees: 180 });
    expect(new Set(angles).size).toBeGreaterThan(4);
    await expectClose(randomRotation(x, { seed: 11 }), rotated(x, angles), 0);
    const [first] = tf.unstack(x) as [tf.Tensor3D];
    const alone = rotated(tf.slice(x, 0, 1), angles.slice(0, 1));
    const turned = randomRotation(first, { seed: 11 });
    expect(turned.shape).toEqual([6, 7, 2]);
    await expectClose(turned, tf.squeeze(alone, [0]), 0);
  });

  it('is the same for a seed, and another one without', async () => {
    const x = same(3);
    const values = async (seed?: number) => [...(await randomRotation(x, { seed }).data())];
    expect(await values(5)).toEqual(await values(5));
    expect(await values(5)).not.toEqual(await values(6));
    expect(await values()).not.toEqual(await values());
  });

  it('keeps the images that are not drawn, and all for 0 degrees', async () => {
    const x = same(2);
    await expectClose(randomRotation(x, { probability: 0 }), x, 0);
    await expectClose(randomRotation(x, { probability: 1, degrees: 0 }), x, 0);
  });

  it('takes whole numbers and truth values, and gives float32', async () => {
    const x = tf.tensor3d([0, 1, 1, 0], [2, 2, 1], 'bool');
    const options = { seed: 2, probability: 1 };
    const expected = randomRotation(tf.cast(x, 'float32'), options);
    for (const one of [x, tf.cast(x, 'int32')]) {
      const turned = randomRotation(one, options);
      expect(turned.dtype).toBe('float32');
      await expectClose(turned, expected, 0);
    }
  });

  it('leaves nothing behind', async () => {
    const x = same(3);
    await expectNoLeak(() => randomRotation(x, { seed: 1 }), 1);
    await expectNoLeak(() => randomRotation(x, { probability: 0 }), 1);
    expect(x.isDisposed).toBe(false);
  });

  it('refuses what is no probability, no angle and no seed', async () => {
    const x = same(1);
    const refuses = (options: object, rule: RegExp) =>
      expectRefusal(() => randomRotation(x, options), rule);
    await refuses(
      { probability: 1.1 },
      /^randomRotation: probability must be a number from 0 to 1/,
    );
    await refuses({ degrees: 181 }, /^randomRotation: degrees must be a number from 0 to 180/);
    await refuses({ degrees: -1 }, /^randomRotation: degrees must be a number from 0 to 180/);
    await refuses({ seed: Number.NaN }, /^randomRotation: seed must be a finite number/);
    const flat: tf.Tensor = tf.ones([3, 3]);
    await expectRefusal(() => randomRotation(flat), /^randomRotation: x must have rank 3 or 4/);
  });
});
