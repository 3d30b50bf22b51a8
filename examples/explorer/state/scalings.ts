import type { Scaling } from '../worker/protocol';
import { inAddress } from './route';

const zeros = [0, 0, 0];
const ones = [1, 1, 1];

/** The ways in which most models take their images, and spectra. */
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

export type NamedScaling = keyof typeof scalings;
/** One of those, or the visitor's own. */
export type ScalingName = NamedScaling | 'own';

/** Names for models of images, or of spectra. */
export const scalingNames = (takesSpectra: boolean): readonly ScalingName[] =>
  takesSpectra ? ['normalized', 'raw'] : ['unit', 'signed', 'bytes', 'torch', 'caffe', 'own'];

/** What the visitor's own scaling is set to, as it is written: numbers with commas. */
export const ownScaling = {
  /** What black and white become. */
  range: inAddress('range', '0, 1'),
  mean: inAddress('mean', '0, 0, 0'),
  deviation: inAddress('deviation', '1, 1, 1'),
  order: inAddress('channels', 'rgb'),
};

export const scalingOfName = (name: ScalingName): Scaling =>
  name === 'own' ? ownNow() : scalings[name];

/** (black + byte · (white - black)/255 - mean) / deviation */
function ownNow(): Scaling {
  const [black = 0, white = 1] = numbersIn(ownScaling.range.value);
  return {
    scale: (white - black || 1) / 255,
    mean: threeOf(ownScaling.mean.value, 0).map((mean) => mean - black),
    deviation: threeOf(ownScaling.deviation.value, 1).map((deviation) => deviation || 1),
    order: ownScaling.order.value === 'bgr' ? 'bgr' : 'rgb',
  };
}

const numbersIn = (text: string): number[] =>
  text
    .split(/[\s,;]+/)
    .flatMap((part) => (part && Number.isFinite(Number(part)) ? Number(part) : []));

/** One number stands for all channels. */
function threeOf(text: string, usual: number): number[] {
  const [first = usual, second = first, third = second] = numbersIn(text);
  return [first, second, third];
}
