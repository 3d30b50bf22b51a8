import { expect, it } from 'vitest';
import { keepNewest } from '../../../src/fourier/convolution/ensureConvolutionKernel';

const of = (length: number) => ({ real: { length } as Float32Array });
const few = 2 ** 10;
const half = 2 ** 23;

it('keeps transfer functions of many sizes while they are small', () => {
  const sizes = new Map<string, ReturnType<typeof of>>();
  for (let i = 0; i < 100; i++) keepNewest(sizes, `${i}`, of(few));
  expect(sizes.size).toBe(100);
});

it('forgets what was not used for longest, once 128 MiB are exceeded', () => {
  const sizes = new Map([
    ['a', of(half)],
    ['b', of(half)],
  ]);
  keepNewest(sizes, 'a', of(half));
  expect([...sizes.keys()]).toEqual(['b', 'a']);
  keepNewest(sizes, 'c', of(few));
  expect([...sizes.keys()]).toEqual(['a', 'c']);
  keepNewest(sizes, 'large', of(8 * half));
  expect([...sizes.keys()]).toEqual(['large']);
  keepNewest(sizes, 'large', of(8 * half));
  expect([...sizes.keys()]).toEqual(['large']);
});
