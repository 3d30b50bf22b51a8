import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { gaussianRoot } from '../../../src/relevance/methods/gaussianRoot';
import { randomTensor } from '../../../support/random';
import fixture from '../../fixtures/gaussianBlur.json';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';

describe('gaussianRoot', () => {
  const batches = fixture.cases.filter(({ shape }) => shape.length === 4);

  it.each(batches)('blurs images as scipy does: $shape, sigma $sigma', async (stored) => {
    const root = gaussianRoot(stored.sigma)(tf.tensor(stored.x, stored.shape));
    expect(root.shape).toEqual(stored.shape);
    await expectClose(root, stored.y, 1e-6);
  });

  it('blurs signals along their width, samples and channels apart', async () => {
    const x = randomTensor<tf.Rank.R3>([3, 8, 2], 4);
    const root = gaussianRoot(1.3)(x);
    expect(root.shape).toEqual([3, 8, 2]);
    const weights = Array.from({ length: 11 }, (_, i) =>
      Math.exp(-((i - 5) ** 2) / (2 * 1.3 ** 2)),
    );
    const total = weights.reduce((a, b) => a + b);
    const reflect = (i: number): number => (i < 0 ? reflect(-1 - i) : i > 7 ? reflect(15 - i) : i);
    const values = await x.data();
    const expected = Array.from(values, (_, at) => {
      const [sample, p, c] = [Math.floor(at / 16), Math.floor(at / 2) % 8, at % 2];
      return weights.reduce(
        (sum, w, i) => sum + (w / total) * values[(sample * 8 + reflect(p + i - 5)) * 2 + c]!,
        0,
      );
    });
    await expectClose(root, expected, 1e-6);
  });

  it('is x itself for sigma 0', async () => {
    const x = randomTensor([1, 4, 5, 2]);
    const root = gaussianRoot(0)(x);
    await expectClose(root, x, 0);
    tf.dispose(root);
    expect(x.isDisposed).toBe(false);
  });

  it('leaves nothing behind, and refuses other sigmas and ranks', async () => {
    const images = randomTensor([1, 4, 5, 2]);
    const signals = randomTensor([1, 4, 5]);
    await expectNoLeak(() => gaussianRoot(1)(images), 1);
    await expectNoLeak(() => gaussianRoot(1)(signals), 1);
    for (const sigma of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expectRefusal(
        () => gaussianRoot(sigma),
        new RegExp(
          `^gaussianRoot: sigma must be a finite number of at least 0, but it is ${sigma}$`,
        ),
      );
    }
    const rows = tf.zeros([3, 4]);
    const volumes = tf.zeros([1, 2, 2, 2, 1]);
    await expectRefusal(
      () => gaussianRoot(1)(rows),
      /^gaussianRoot: x must have rank 3 or 4, but its shape is \[3,4\]$/,
    );
    await expectRefusal(
      () => gaussianRoot(1)(volumes),
      /^gaussianRoot: x must have rank 3 or 4, but its shape is \[1,2,2,2,1\]$/,
    );
  });
});
