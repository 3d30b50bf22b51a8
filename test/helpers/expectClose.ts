import type { Tensor, TypedArray } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

export type Values = TypedArray | Float64Array | readonly number[];

async function valuesOf(x: Tensor | Values): Promise<Values> {
  return 'shape' in x ? await x.data<'float32'>() : x;
}

/** The largest |a - b| over the largest |b| (or over 1 where b is zero throughout). NaN never passes. */
export async function relativeError(actual: Tensor | Values, expected: Tensor | Values) {
  const [a, b] = [await valuesOf(actual), await valuesOf(expected)];
  expect(a.length, 'number of values').toBe(b.length);
  let worst = 0;
  let scale = 0;
  for (let i = 0; i < b.length; i++) {
    const difference = Math.abs((a[i] as number) - (b[i] as number));
    // an expect for each of millions of values would take most of the time of a test
    if (!Number.isFinite(difference)) expect.fail(`value ${i}: ${a[i]} against ${b[i]}`);
    worst = Math.max(worst, difference);
    scale = Math.max(scale, Math.abs(b[i] as number));
  }
  return worst / (scale || 1);
}

/** Both parts of a complex answer against the largest value of either. */
export async function expectComplexClose(
  actual: { real: Tensor; imag: Tensor },
  expected: { real: Values; imag: Values },
  tolerance = 1e-5,
) {
  const both = (x: { real: Values; imag: Values }) => [...x.real, ...x.imag];
  const values = { real: await valuesOf(actual.real), imag: await valuesOf(actual.imag) };
  expect(actual.imag.shape).toEqual(actual.real.shape);
  expect(await relativeError(both(values), both(expected))).toBeLessThanOrEqual(tolerance);
}

/** Same shape (where both have one), and equal to `tolerance` of the largest expected value. */
export async function expectClose(
  actual: Tensor | Values,
  expected: Tensor | Values,
  tolerance = 1e-5,
) {
  if ('shape' in actual && 'shape' in expected) expect(actual.shape).toEqual(expected.shape);
  expect(await relativeError(actual, expected)).toBeLessThanOrEqual(tolerance);
}
