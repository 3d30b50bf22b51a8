import * as tf from '@tensorflow/tfjs-core';
import { fftfreq, fftshift } from 'fourier-xai';
import { expect, it } from 'vitest';
import { frequencyAxis } from '../../examples/shared/frequencyAxis';
import { picture } from '../../examples/shared/picture';
import { expectClose } from '../helpers/expectClose';

it.each([1, 2, 5, 28, 29, 64])('has the frequencies at the centres of %i pixels', async (n) => {
  const [first, last] = frequencyAxis(n).range;
  const centres = Array.from({ length: n }, (_, k) => first + ((k + 0.5) / n) * (last - first));
  await expectClose(tf.tensor1d(centres), fftshift(fftfreq(n)), 1e-6);
});

it('has ticks at round frequencies that are in the picture', () => {
  expect(frequencyAxis(28).ticks).toEqual([-0.4, -0.2, 0, 0.2, 0.4]);
  expect(frequencyAxis(2).ticks).toEqual([-0.4, -0.2, 0, 0.2]);
});

/** Left to right, where the tick with this label stands. */
function tickAt(svg: string, label: string): number {
  const [, x] = new RegExp(`translate\\(([-\\d.]+),\\d+\\)"[^>]*>${label}<`).exec(svg) ?? [];
  return Number(x);
}

it.each([28, 29, 64])('is drawn so, for %i pixels of 10 on the screen', async (n) => {
  const svg = await picture(tf.zeros<tf.Rank.R3>([n, n, 3]), {
    width: 10 * n,
    x: frequencyAxis(n),
  });
  const zero = Math.floor(n / 2);
  expect(Math.abs(tickAt(svg, '0') - 10 * (zero + 0.5))).toBeLessThan(1);
  expect(Math.abs(tickAt(svg, '0.2') - 10 * (zero + 0.5 + 0.2 * n))).toBeLessThan(1);
});
