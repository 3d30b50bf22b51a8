import type { Scaling } from '../worker/protocol';

const zeros = [0, 0, 0];
const ones = [1, 1, 1];

/** The ways in which most models take their images. */
export const scalings = {
  unit: { scale: 1 / 255, mean: zeros, deviation: ones, order: 'rgb' },
  signed: { scale: 2 / 255, mean: ones, deviation: ones, order: 'rgb' },
  bytes: { scale: 1, mean: zeros, deviation: ones, order: 'rgb' },
  torch: {
    ...{ scale: 1 / 255, mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] },
    order: 'rgb',
  },
  caffe: { scale: 1, mean: [103.939, 116.779, 123.68], deviation: ones, order: 'bgr' },
  raw: { scale: 1, mean: zeros, deviation: ones, order: 'rgb' },
  normalized: { scale: 1, mean: zeros, deviation: ones, order: 'rgb', normalizes: true },
} as const satisfies Readonly<Record<string, Scaling>>;

export type ScalingName = keyof typeof scalings;

const ofSpectra: readonly ScalingName[] = ['normalized', 'raw'];

/** Those of spectra, or those of images. */
export const scalingNames = (takesSpectra: boolean): readonly ScalingName[] =>
  takesSpectra
    ? ofSpectra
    : (Object.keys(scalings) as ScalingName[]).filter((name) => !ofSpectra.includes(name));
