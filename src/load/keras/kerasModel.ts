/** One of what a call of a layer gives. */
export interface TensorAt {
  readonly layer: string;
  /** Which of the layer's calls. */
  readonly call: number;
  /** Which of what that call gives. */
  readonly output: number;
}

/** A layer as a Keras file describes it, the same for all versions. */
export interface KerasLayer {
  readonly className: string;
  readonly name: string;
  readonly config: KerasConfig;
  /** The first number of the version of Keras, as versions mean different things by one name; 0 of tf.js itself. */
  readonly version: number;
  /** What each of its calls takes. */
  readonly calls: readonly (readonly TensorAt[])[];
  /** What it was built for, where the file says so: with the batch axis. */
  readonly builtFor?: readonly (number | null)[] | undefined;
  /** Where the layer is a model. */
  readonly model?: KerasModel | undefined;
}

export interface KerasModel {
  readonly name: string;
  readonly layers: readonly KerasLayer[];
  readonly inputs: readonly TensorAt[];
  readonly outputs: readonly TensorAt[];
}

/** Plain values: wrappers are taken off, names are those of Python. */
export type KerasConfig = Readonly<Record<string, unknown>>;
