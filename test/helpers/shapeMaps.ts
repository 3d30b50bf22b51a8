import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Convolution, Margins, PerAxis } from '../../src/linear/convolution';
import type { DepthwiseConvolution } from '../../src/linear/linearOp';

type Four = readonly [number, number, number, number];

interface Options {
  readonly strides?: PerAxis;
  readonly dilations?: PerAxis;
  /** By default those of 'same' padding at stride 1; the odd zero after. */
  readonly margins?: PerAxis<Margins>;
  /** How many biases, if any. */
  readonly biases?: number;
}

/** A convolution without numbers: all that computes sizes needs its kernel's shape only. */
export function convolutionOf(
  shape: Four,
  { strides = [1, 1], dilations = [1, 1], margins, biases }: Options = {},
): Convolution {
  const same = ([0, 1] as const).map((axis): Margins => {
    const zeros = dilations[axis] * (shape[axis] - 1);
    return [Math.floor(zeros / 2), Math.ceil(zeros / 2)];
  }) as unknown as PerAxis<Margins>;
  return {
    ...{ kind: 'convolution', strides, dilations, margins: margins ?? same },
    kernel: { shape } as unknown as Tensor4D,
    ...(biases && { bias: { shape: [biases] } as unknown as Tensor1D }),
  };
}

export const depthwiseOf = (shape: Four, options?: Options): DepthwiseConvolution => ({
  ...convolutionOf(shape, options),
  kind: 'depthwise',
});

export const noZeros: PerAxis<Margins> = [
  [0, 0],
  [0, 0],
];
