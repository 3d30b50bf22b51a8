import fc from 'fast-check';
import { type Convolution, outShape, type Pad } from './naive';

const pair = (min: number, max: number) =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

const pads = fc.oneof(
  fc.constantFrom('same' as const, 'valid' as const),
  fc.tuple(pair(0, 4), pair(0, 4)).map(([rows, columns]): Pad => [[0, 0], rows, columns, [0, 0]]),
);

/** tf.js takes either strides or dilations, not both. */
const steps = fc.oneof(
  { weight: 2, arbitrary: pair(1, 4).map((strides) => ({ strides })) },
  {
    weight: 1,
    arbitrary: pair(1, 4).map((dilations) => ({ strides: [1, 1] as [number, number], dilations })),
  },
);

/** Any small convolution that has an output: kernels smaller than strides, paddings larger than kernels. */
export function anyConvolution(depthwise: boolean): fc.Arbitrary<Convolution> {
  return fc
    .record({
      batch: fc.integer({ min: 1, max: 2 }),
      image: pair(1, 9),
      kernel: pair(1, 5),
      channels: pair(1, 3),
      pad: pads,
      step: steps,
    })
    .map(({ batch, image, kernel, channels: [channels, last], pad, step }): Convolution => {
      const x: Convolution['x'] = [batch, ...image, channels];
      return { x, filter: [...kernel, channels, last], pad, depthwise, ...step };
    })
    .filter((c) => outShape(c).every((n) => n > 0));
}
