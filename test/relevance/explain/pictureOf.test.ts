import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { pictureOf } from '../../../src/relevance/explain/pictureOf';
import { overlayHeatmap } from '../../../src/visualization';
import { randomTensor } from '../../../support/random';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak } from '../../helpers/leaks';

describe('pictureOf', () => {
  it('lays the map of an image over it', async () => {
    const [x, map] = [randomTensor([3, 4, 2], 1), randomTensor([3, 4, 2], 2)] as tf.Tensor3D[];
    await expectClose(
      pictureOf(x as tf.Tensor, map as tf.Tensor),
      overlayHeatmap(x as tf.Tensor3D, map as tf.Tensor3D, { gamma: 0.5 }),
      0,
    );
  });

  it('adds up the slices of a volume', async () => {
    const [x, map] = [1, 2].map((seed) => randomTensor([5, 3, 4, 1], seed)) as [
      tf.Tensor,
      tf.Tensor,
    ];
    const sums = [x, map].map((of) => tf.sum<tf.Tensor3D>(of, 0)) as [tf.Tensor3D, tf.Tensor3D];
    await expectClose(pictureOf(x, map), overlayHeatmap(...sums, { gamma: 0.5 }), 1e-6);
  });

  it('fills the area under a signal: as high as the signal, grey where it does not matter', async () => {
    const picture = pictureOf(tf.tensor1d([0, 1, 2, 3]), tf.zeros([4]));
    expect(picture.shape).toEqual([8, 4, 3]);
    // of 8 rows, those whose middle lies under 0, 1/3, 2/3 and 1
    const filled = [0, 3, 5, 8];
    const expected = Array.from({ length: 8 }, (_, row) =>
      filled.map((count) => Array.from({ length: 3 }, () => (row >= 8 - count ? 0.5 : 1))),
    );
    await expectClose(picture, expected.flat(2), 1e-6);
  });

  it('colours it red for the class, blue against it', async () => {
    const picture = pictureOf(tf.tensor1d([5, 5]), tf.tensor1d([2, -2]));
    const bottom = (await picture.array())[7] as number[][];
    const [[red = 0, , blue = 0] = [], [red2 = 0, , blue2 = 0] = []] = bottom;
    expect(red).toBeGreaterThan(blue + 0.2);
    expect(blue2).toBeGreaterThan(red2 + 0.2);
  });

  it('adds up the channels of a signal, and is a quarter as high as wide', async () => {
    const [x, map] = [1, 2].map((seed) => randomTensor([80, 3], seed)) as [tf.Tensor, tf.Tensor];
    const picture = pictureOf(x, map);
    expect(picture.shape).toEqual([20, 80, 3]);
    await expectClose(picture, pictureOf(tf.sum(x, 1), tf.sum(map, 1)), 1e-5);
  });

  it('has at most 256 rows: of sound, a quarter of its width would be too many', () => {
    const sound = tf.zeros([2000, 1]);
    expect(pictureOf(sound, sound).shape).toEqual([256, 2000, 3]);
  });

  it('leaves nothing behind', async () => {
    const x = tf.tensor1d([0, 1]);
    await expectNoLeak(() => pictureOf(x, x), 1);
  });
});
