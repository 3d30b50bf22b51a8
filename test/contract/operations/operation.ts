import type * as tf from '@tensorflow/tfjs-core';
import type { ComplexTensor } from 'fourier-xai';
import type { Values } from '../../helpers/expectClose';

export type Result = tf.Tensor | Values | ComplexTensor;
export type Expected = Values | { readonly real: Values; readonly imag: Values };

/** A call of the library, and what it must give by other means. */
export interface Case {
  readonly name: string;
  readonly actual: () => Result | Promise<Result>;
  readonly expected: () => Expected | Promise<Expected>;
  /** Of the largest expected value. Default: 1e-5. */
  readonly tolerance?: number;
}
