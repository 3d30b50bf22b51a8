import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grayColors, sequentialColors, spectrumImage } from '../../src/visualization';
import { randomTensor } from '../../support/random';
import { expectClose } from '../helpers/expectClose';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';
import { naiveColor } from './naiveColor';

const spectrum = <R extends tf.Rank>(shape: tf.ShapeMap[R], seed = 1) => ({
  real: randomTensor<R>(shape, seed),
  imag: randomTensor<R>(shape, seed + 1),
});

/** By definition: bin (u, v) of [h, w] goes to (u + ⌊h/2⌋, v + ⌊w/2⌋), modulo the size. */
async function naiveImage(real: tf.Tensor, imag: tf.Tensor, h: number, w: number) {
  const [a, b] = [await real.data(), await imag.data()];
  const logs = Array.from(a, (re, i) => Math.log(1 + Math.hypot(re, b[i]!)));
  const largest = Math.max(...logs);
  const pixels: number[][] = new Array(h * w);
  for (let u = 0; u < h; u++) {
    for (let v = 0; v < w; v++) {
      const row = (u + Math.floor(h / 2)) % h;
      const column = (v + Math.floor(w / 2)) % w;
      pixels[row * w + column] = naiveColor(logs[u * w + v]! / largest, sequentialColors);
    }
  }
  return pixels.flat();
}

describe('spectrumImage', () => {
  it('puts zero frequency in the centre, as numpy.fft.fftshift', async () => {
    const real = tf.tensor2d([0, 1, 2, 3, 4, 5], [2, 3]);
    const imag = tf.zerosLike(real);
    // numpy: fftshift(arange(6).reshape(2, 3)) = [[5, 3, 4], [2, 0, 1]]
    const shifted = [5, 3, 4, 2, 0, 1];
    const expected = shifted.flatMap((v) => new Array(3).fill(Math.log1p(v) / Math.log(6)));
    const image = spectrumImage({ real, imag }, { colors: grayColors });
    await expectClose(image, tf.tensor3d(expected, [2, 3, 3]));
  });

  it('leaves the order as it is without shift', async () => {
    const real = tf.tensor2d([0, 1, -3], [1, 3]);
    const imag = tf.tensor2d([0, 0, 4], [1, 3]);
    const expected = [0, Math.LN2 / Math.log(6), 1].flatMap((v) => [v, v, v]);
    await expectClose(
      spectrumImage({ real, imag }, { shift: false, colors: grayColors }),
      expected,
    );
  });

  it('equals its definition on any size', async () => {
    const side = fc.integer({ min: 1, max: 6 });
    await fc.assert(
      fc.asyncProperty(side, side, fc.nat(), async (h, w, seed) => {
        const { real, imag } = spectrum<tf.Rank.R2>([h, w], seed);
        await expectClose(spectrumImage({ real, imag }), await naiveImage(real, imag, h, w), 5e-5);
      }),
      { numRuns: 8 },
    );
  });

  it('scales each spectrum on its own', async () => {
    const { real, imag } = spectrum<tf.Rank.R3>([2, 3, 4]);
    const scale = tf.tensor3d([1, 50], [2, 1, 1]);
    const X = { real: tf.mul(real, scale), imag: tf.mul(imag, scale) };
    const image = spectrumImage(X);
    expect(image.shape).toEqual([2, 3, 4, 3]);
    for (const [i, alone] of tf.unstack(image).entries()) {
      const [re, im] = [tf.unstack(X.real)[i]!, tf.unstack(X.imag)[i]!];
      await expectClose(alone, await naiveImage(re, im, 3, 4), 5e-5);
    }
  });

  it('takes the spectrum axes of NHWC, and makes every channel an image', async () => {
    const { real, imag } = spectrum<tf.Rank.R4>([2, 3, 4, 5]);
    const image = spectrumImage({ real, imag }, { axes: [1, 2] });
    expect(image.shape).toEqual([2, 5, 3, 4, 3]);
    const pick = (x: tf.Tensor) => tf.squeeze(tf.slice(x, [1, 0, 0, 3], [1, 3, 4, 1]), [0, 3]);
    const one = tf.squeeze(tf.slice(image, [1, 3, 0, 0, 0], [1, 1, 3, 4, 3]), [0, 1]);
    await expectClose(one, await naiveImage(pick(real), pick(imag), 3, 4), 5e-5);
    const batch = spectrum<tf.Rank.R3>([2, 3, 4]);
    await expectClose(spectrumImage(batch, { axes: [1, 2] }), spectrumImage(batch), 0);
  });

  it('gives a spectrum of zeros the first colour', async () => {
    const zero = tf.zeros([1, 1]);
    await expectClose(spectrumImage({ real: zero, imag: zero }), sequentialColors[0]!);
  });

  it('lets NaN through, in its image only', async () => {
    const real = tf.tensor3d([1, Number.NaN, 3, 4], [2, 1, 2]);
    const values = await spectrumImage({ real, imag: tf.zerosLike(real) }).data();
    const flags = [...new Array(6).fill(true), ...new Array(6).fill(false)];
    expect(Array.from(values, Number.isNaN)).toEqual(flags);
  });

  it('leaves nothing behind', async () => {
    const X = spectrum<tf.Rank.R4>([2, 3, 4, 1]);
    await expectNoLeak(() => spectrumImage(X, { axes: [1, 2] }), 1);
    await expectNoLeak(() => spectrumImage(X, { shift: false }), 1);
  });

  it('refuses parts that do not fit, bad axes and disposed tensors', async () => {
    const X = spectrum<tf.Rank.R2>([2, 3]);
    const [other, line] = [tf.zeros([3, 2]), tf.zeros([4])];
    const refuses = (call: () => unknown, rule: RegExp) => expectRefusal(call, rule);
    await refuses(
      () => spectrumImage({ real: X.real, imag: other }),
      /^spectrumImage: X.real and X.imag must have the same shape, but they have \[2,3\] and \[3,2\]$/,
    );
    await refuses(() => spectrumImage({ real: line, imag: line }), /X.real must have rank 2 or 3/);
    await refuses(() => spectrumImage({ ...X, imag: line }), /X.imag must have rank 2/);
    await refuses(() => spectrumImage(X, { axes: [0, -2] }), /axes must differ, .* \[0,-2\]$/);
    await refuses(() => spectrumImage(X, { axes: [0, 2] }), /axis of a tensor of rank 2 must be/);
    await refuses(
      () => spectrumImage(X, { colors: [] }),
      /colors must be an array of 2 to 1024 colours/,
    );
    X.imag.dispose();
    await refuses(() => spectrumImage(X), /^spectrumImage: X.imag is a disposed tensor/);
  });
});
