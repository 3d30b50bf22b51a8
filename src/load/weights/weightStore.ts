import type { KerasLayer } from '../keras/kerasModel';

/** A weight as a file has it, its values in row-major order. */
export interface StoredWeight {
  /** As the file names it. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Not to be written to. */
  values(): Float32Array;
}

/** The weights of a file. */
export interface WeightStore {
  /**
   * Those of a layer, in the order that Keras gives them.
   *
   * @param within the models that the layer is in, the outermost first
   */
  of(layer: KerasLayer, within: readonly Container[]): readonly StoredWeight[];
  /** The names of weights that no layer has asked for; none where the file has others beside those of layers. */
  left(): readonly string[];
}

/** A model, and where it is in the one around it; the outermost has no place. */
export interface Container {
  readonly layers: readonly KerasLayer[];
  readonly place: KerasLayer | undefined;
}

/** The names of layers between slashes, without what Keras 2 puts behind a colon. */
export const partsOf = (name: string): string[] => name.replace(/:\d+$/, '').split('/');
