import { itemAt } from '../internal/itemAt';
import type { Margins, PerAxis } from '../linear/convolution';
import type { Layer } from './layer';

/** What of tf.js' layer configurations the library reads. */
export interface LayerConfig {
  readonly strides?: number | number[];
  readonly dilationRate?: number | number[];
  readonly groups?: number;
  readonly padding?: 'same' | 'valid' | 'causal' | PerAxis<Margins>;
  readonly poolSize?: number | number[];
  readonly size?: number[];
  readonly interpolation?: string;
  readonly height?: number;
  readonly width?: number;
  readonly normalize?: boolean;
  readonly goBackwards?: boolean;
  readonly returnSequences?: boolean;
  readonly stateful?: boolean;
  readonly cropToAspectRatio?: boolean;
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

/** The configuration of a Conv1D does not say. */
export const isChannelsLast = (layer: Layer): boolean =>
  (layer as Layer & { dataFormat?: string }).dataFormat !== 'channelsFirst';

/** Rows and columns; one number counts for both axes of images, but only for the width of signals. */
export function pairOf(value: number | number[] | undefined, isImage: boolean): PerAxis {
  const list = [value ?? 1].flat();
  const last = itemAt(list, -1);
  return isImage ? [itemAt(list, 0), last] : [1, last];
}

/** Something of each axis of volumes. */
export function tripleOf(value: number | number[] | undefined): [number, number, number] {
  const list = [value ?? 1].flat();
  const first = itemAt(list, 0);
  return [first, list[1] ?? first, list[2] ?? first];
}
