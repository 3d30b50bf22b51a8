import type { Tensor } from '@tensorflow/tfjs-core';
import { check } from './check';

/**
 * Refuses samples [batch, …] that hold NaN or an infinite value, of which some backends make zeros on their way through
 * a model. It reads them, so it is for asynchronous functions.
 *
 * @param numberOf what a sample of x is called among all
 */
export async function checkFinite(
  name: string,
  x: Tensor,
  numberOf = (sample: number) => sample,
): Promise<void> {
  if (x.dtype !== 'float32') return;
  const values = await x.data<'float32'>();
  const at = values.findIndex((value) => !Number.isFinite(value));
  const sample = Math.floor(at / (x.size / (x.shape[0] ?? 1)));
  check(at < 0, `${name} must be finite, but ${values[at]} is in number ${numberOf(sample)}`);
}
