import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { cropToContent } from '../../../src/preprocessing';
import fixture from '../../fixtures/images.json';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../../helpers/leaks';

type Shape = [number, number, number];

const bytes = (values: readonly number[], shape: number[]) =>
  tf.div<tf.Tensor3D>(tf.tensor3d([...values], shape as Shape), 255);

describe('cropToContent', () => {
  it.each(fixture.cropToContent)(
    'cuts the box of scikit-image: $name',
    async ({ x, shape, threshold, box }) => {
      const image = bytes(x, shape);
      const [top, left, bottom, right] = box as [number, number, number, number];
      const expected = tf.slice(image, [top, left, 0], [bottom - top, right - left, -1]);
      // between two levels, whatever division gives
      await expectClose(
        await cropToContent(image, { threshold: (threshold + 0.5) / 255 }),
        expected,
        0,
      );
    },
  );

  it('takes what JPEG leaves in black for black by default', async () => {
    const values = new Array(30).fill(9);
    for (const at of [7, 8, 13, 14]) values[at] = 12;
    expect((await cropToContent(bytes(values, [5, 6, 1]))).shape).toEqual([2, 2, 1]);
  });

  it('copies what has no content, or nothing else', async () => {
    for (const value of [0, 1, Number.NaN]) {
      const x = tf.fill([3, 2, 1], value) as tf.Tensor3D;
      const copy = await cropToContent(x);
      expect([...(await copy.data())]).toEqual(new Array(6).fill(value));
      copy.dispose();
      expect(x.isDisposed).toBe(false);
    }
  });

  it('does not take NaN for bright, nor for dark what is bright in another channel', async () => {
    const none = [Number.NaN, Number.NaN];
    const x = tf.tensor3d([...none, Number.NaN, 1, 0, 1, ...none], [1, 4, 2]);
    expect((await cropToContent(x)).shape).toEqual([1, 2, 2]);
  });

  it('takes whole numbers and truth values, and gives float32', async () => {
    const x = tf.tensor3d([0, 1, 1, 0], [1, 4, 1], 'bool');
    for (const one of [x, tf.cast(x, 'int32')]) {
      const content = await cropToContent(one);
      expect(content.dtype).toBe('float32');
      await expectClose(content, tf.ones([1, 2, 1]), 0);
    }
  });

  it('gives nothing of nothing', async () => {
    for (const shape of [
      [0, 2, 1],
      [2, 0, 3],
      [2, 2, 0],
    ] as Shape[])
      expect((await cropToContent(tf.zeros(shape))).shape).toEqual(shape);
  });

  it('does not need x any more once it has begun', async () => {
    const x = tf.tensor3d([0, 1, 1, 0], [1, 4, 1]);
    const content = cropToContent(x);
    x.dispose();
    await expectClose(await content, tf.ones([1, 2, 1]), 0);
  });

  it('leaves nothing behind', async () => {
    const x = tf.tensor3d([0, 1, 1, 0], [1, 4, 1]);
    await expectNoLeak(() => cropToContent(x), 1);
  });

  it('refuses batches and thresholds that are no numbers', async () => {
    const x = tf.ones<tf.Rank.R3>([2, 2, 1]);
    const batch: tf.Tensor = tf.ones([1, 2, 2, 1]);
    await expectRefusal(() => cropToContent(batch), /^cropToContent: x must have rank 3/);
    for (const threshold of [Number.NaN, Number.NEGATIVE_INFINITY, '1', null])
      await expectRefusal(
        () => cropToContent(x, { threshold: threshold as number }),
        /^cropToContent: threshold must be a finite number, but it is /,
      );
  });
});
