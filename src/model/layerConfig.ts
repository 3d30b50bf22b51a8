import { itemAt } from '../internal/itemAt';
import type { Margins, PerAxis } from '../linear/convolution';
import type { Layer } from './layer';

/** What of tf.js' layer configurations the library reads. */
export interface LayerConfig {
  readonly strides?: number | number[];
  readonly dilationRate?: number | number[];
  readonly padding?: 'same' | 'valid' | 'causal' | PerAxis<Margins>;
  readonly dataFormat?: string;
  readonly poolSize?: number | number[];
  readonly size?: number[];
  readonly interpolation?: string;
  readonly height?: number;
  readonly width?: number;
  readonly normalize?: boolean;
  readonly axis?: number | number[];
  readonly epsilon?: number;
  readonly center?: boolean;
  readonly offset?: number;
  readonly maxValue?: number | null;
  readonly theta?: number;
  readonly maskValue?: number;
  /** Of a batch normalisation whether it has a factor, of a rescaling the factor. */
  readonly scale?: boolean | number;
}

export const configOf = (layer: Layer): LayerConfig => layer.getConfig() as LayerConfig;

export const isChannelsLast = (layer: Layer): boolean =>
  configOf(layer).dataFormat !== 'channelsFirst';

/** Rows and columns; one number counts for both axes of images, but only for the width of signals. */
export function pairOf(value: number | number[] | undefined, isImage: boolean): PerAxis {
  const list = [value ?? 1].flat();
  const last = itemAt(list, -1);
  return isImage ? [itemAt(list, 0), last] : [1, last];
}
