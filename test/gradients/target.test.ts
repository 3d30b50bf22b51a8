import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { explainedBy, type Target, targetOfPart, targetOfSample } from '../../src/gradients/target';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';

const y = () => tf.tensor2d([1, 3, 2, -1, -3, -2], [2, 3]);

/** Of 2 samples, 3 rows and 2 columns of 4 classes: value 24n + 8r + 4·(c is 1) + k at [n, r, c, k]. */
const map = () => tf.reshape(tf.range(0, 48), [2, 3, 2, 4]);

const value = (target: Target | undefined, outputs: tf.Tensor | tf.Tensor[]) =>
  explainedBy(target, outputs)(outputs);

describe('explainedBy', () => {
  it('gives the largest output of each sample by default, chosen where it is told', async () => {
    const largest = value(undefined, y());
    expect(largest.shape).toEqual([2]);
    await expectClose(largest, [3, -1], 0);
    const chosen = explainedBy(undefined, y());
    await expectClose(chosen(tf.tensor2d([9, 8, 7, 6, 5, 4], [2, 3])), [8, 6], 0);
  });

  it('gives that of one class for all samples, or of one for each', async () => {
    await expectClose(value(2, y()), [2, -2], 0);
    for (const list of [[2, 0], Int32Array.of(2, 0), [[2], [0]]]) {
      await expectClose(value(list, y()), [2, -1], 0);
    }
    // as many classes as a path of that output would have
    await expectClose(value([1, 1], y()), [3, -3], 0);
  });

  it('gives the only output of a regression or a binary classifier', async () => {
    const single = tf.tensor2d([-1, 0, 1], [3, 1]);
    for (const target of [undefined, 0, [0, 0, 0]]) {
      await expectClose(value(target, single), [-1, 0, 1], 0);
    }
    await expectRefusal(() => value(1, single), /^target .* from 0 to 0, but it is 1$/);
  });

  it('refuses lists that cannot be read, and reads none that is too long', async () => {
    const [rows, images] = [y(), map()];
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    const throwing = new Proxy([0, 1], {
      get: (list, key) => {
        if (key === 'length') return list.length;
        throw new Error('this may not be looked at');
      },
    });
    await expectRefusal(
      () => value(proxy, rows),
      /^target must be a class index, .* cannot be read$/,
    );
    await expectRefusal(
      () => value([proxy, 1] as never, rows),
      /^target must be an integer .* cannot be read$/,
    );
    await expectRefusal(
      () => value(throwing, rows),
      /^target must be readable, but reading it throws$/,
    );
    const long = new Array(2 ** 32 - 1) as number[];
    await expectRefusal(
      () => value(long, rows),
      /^target needs one class for each of 2 samples, but has 4294967295$/,
    );
    await expectRefusal(
      () => value(long, images),
      /^target needs an index for each of the 3 axes \[3,2,4\] of an output, but it is an array of 4294967295$/,
    );
    await expectRefusal(
      () => value([long, [0, 0, 0]], images),
      /^target needs an index for each of the 3 axes /,
    );
  });

  it('reads index paths of outputs with more axes', async () => {
    for (const path of [[2, 1, 3], Int32Array.of(2, 1, 3)]) {
      await expectClose(value(path, map()), [23, 47], 0);
    }
    await expectClose(
      value(
        [
          [2, 1, 3],
          [0, 1, 2],
        ],
        map(),
      ),
      [23, 30],
      0,
    );
    await expectClose(value([1, 0], tf.reshape(map(), [2, 6, 4])), [4, 28], 0);
    await expectClose(
      value(
        [
          [1, 0],
          [0, 3],
        ],
        tf.reshape(map(), [2, 6, 4]),
      ),
      [4, 27],
      0,
    );
  });

  it('takes functions of one output, and of several', async () => {
    const flat = (target: tf.Tensor) => tf.sum(tf.reshape(target, [2, -1]), 1);
    await expectClose(value(flat, map()), [276, 852], 0);
    await expectClose(
      value((outputs) => flat(outputs), map()),
      [276, 852],
      0,
    );
    const second = (outputs: tf.Tensor[]) => tf.sum(outputs[1] as tf.Tensor, 1, true);
    await expectClose(value(second, [map(), y()]), [6, -6], 0);
    // a list of one is that one
    await expectClose(value(flat, [map()]), [276, 852], 0);
    // integers count as numbers
    await expectClose(
      value((outputs) => tf.argMax(outputs, 1), y()),
      [1, 0],
      0,
    );
  });

  it('leaves nothing behind', async () => {
    const outputs = y();
    for (const target of [undefined, 1, [0, 1], () => tf.zeros([2])]) {
      await expectNoLeak(() => tf.tidy(() => value(target, outputs)), 1);
    }
  });

  it('refuses other outputs and classes', async () => {
    const [outputs, flat, image] = [y(), tf.zeros([3]), map()];
    const shape = 'the output must have shape \\[batch, classes\\], but its shape is';
    await expectRefusal(
      () => value(0, flat),
      new RegExp(`^${shape} \\[3\\]: target must be a function of it$`),
    );
    await expectRefusal(() => value([0, 0, 0], flat), new RegExp(`^${shape} \\[3\\]`));
    for (const target of [undefined, 3]) {
      await expectRefusal(
        () => tf.tidy(() => value(target, image)),
        new RegExp(
          `^${shape} \\[2,3,2,4\\]: target must be an index path of 3 indices, or a function of it$`,
        ),
      );
    }
    await expectRefusal(
      () => value(3, outputs),
      /^target must be an integer from 0 to 2, but it is 3$/,
    );
    await expectRefusal(() => value([0, 1.5], outputs), /^target .* but it is 1.5$/);
    await expectRefusal(() => value(Number.NaN, outputs), /^target .* it is NaN$/);
    await expectRefusal(
      () => value([0], outputs),
      /^target needs one class for each of 2 samples, but has 1$/,
    );
    await expectRefusal(
      () => value([1, 2], image),
      /^target needs an index for each of the 3 axes \[3,2,4\] of an output, but it is \[1, 2\]$/,
    );
    await expectRefusal(() => value([1, 2, 0], image), /from 0 to 1, but it is 2$/);
    await expectRefusal(
      () => value([[1, 1, 0]], image),
      /^target needs one index path for each of 2 samples, but has 1$/,
    );
    await expectRefusal(
      () => value('cat' as unknown as number, outputs),
      /^target must be a class index, .* or a function of the outputs, but it is 'cat'$/,
    );
    await expectRefusal(() => value({} as number, outputs), /but it is an object$/);
  });

  it('refuses functions that do not give one number a sample', async () => {
    const outputs = y();
    const rule =
      /^target must give one number for each of 2 samples, \[batch\] or \[batch, 1\], but its shape is/;
    for (const target of [
      (one: tf.Tensor) => one,
      (one: tf.Tensor) => tf.sum(one),
      (one: tf.Tensor) => tf.sum(one, 0),
    ]) {
      await expectRefusal(() => tf.tidy(() => value(target, outputs)), rule);
    }
    await expectRefusal(
      () => value(() => 3 as unknown as tf.Tensor, outputs),
      /^what target gives must be a tensor, but it is 3$/,
    );
  });
});

describe('targetOfPart', () => {
  const part = { first: 2, end: 4, count: 5 };
  const inPart = (target: Target, outputs: tf.Tensor) => value(targetOfPart(target, part), outputs);

  it('cuts lists with one entry for each sample, and no index path', async () => {
    await expectClose(inPart([9, 9, 2, 0, 9], y()), [2, -1], 0);
    await expectClose(inPart([2, 1, 3], map()), [23, 47], 0);
    const paths = [[9], [9], [2, 1, 3], [0, 1, 2], [9]];
    await expectClose(inPart(paths, map()), [23, 30], 0);
    const outputs = y();
    await expectRefusal(
      () => inPart([0, 1], outputs),
      /^target needs one class for each of 5 samples, but has 2$/,
    );
  });

  it('cuts the first part and the last as any other', async () => {
    const list = [2, 0, 1, 0, 1];
    const of = (first: number, end: number) =>
      value(targetOfPart(list, { first, end, count: 5 }), y());
    await expectClose(of(0, 2), [2, -1], 0);
    await expectClose(of(3, 5), [1, -3], 0);
  });

  it('leaves as it is what means the same for all samples, and the target of the whole', () => {
    const list = [2, 0, 1, 0, 1];
    for (const target of [undefined, 2]) expect(targetOfPart(target, part)).toBe(target);
    expect(targetOfPart(list, { first: 0, end: 5, count: 5 })).toBe(list);
  });

  it('tells functions the number of the first sample', async () => {
    const target = (outputs: tf.Tensor, first: number) =>
      tf.add(tf.sum(outputs, 1), tf.scalar(first));
    await expectClose(inPart(target, y()), [8, -4], 0);
  });
});

describe('targetOfSample', () => {
  it('is a class or an index path, and nothing where a function tells', () => {
    expect(targetOfSample(3, 1, [2, 4])).toBe(3);
    expect(targetOfSample([3, 1], 1, [2, 4])).toBe(1);
    expect(targetOfSample([3, 1], 1, [2, 4, 4])).toEqual([3, 1]);
    expect(
      targetOfSample(
        [
          [3, 1],
          [0, 2],
        ],
        1,
        [2, 4, 4],
      ),
    ).toEqual([0, 2]);
    expect(targetOfSample(() => tf.scalar(0), 0, [2, 4])).toBeUndefined();
  });
});
