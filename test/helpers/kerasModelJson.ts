import { randomArray } from '../../support/random';
import type { Nd } from './walk/nd';

/** A layer of a functional model of Keras. */
export interface WrittenLayer {
  readonly className: string;
  readonly name: string;
  readonly config?: Record<string, unknown>;
  /** What each of its calls takes, as names, or name and number of the call. */
  readonly calls?: readonly (readonly (string | readonly [string, number])[])[];
  /** Of a nested model, in the place of a config. */
  readonly model?: object;
}

/** The config of a functional model, as Keras 2 or 3 writes it. */
export function functional(
  name: string,
  layers: readonly WrittenLayer[],
  ends: { readonly inputs: readonly string[]; readonly outputs: readonly string[] },
  version: 2 | 3 = 3,
): { class_name: string; config: object } {
  const place = (from: string | readonly [string, number]) =>
    typeof from === 'string' ? [from, 0, 0] : [...from, 0];
  const call = (takes: readonly (string | readonly [string, number])[]) => {
    if (version === 2) return takes.map((from) => [...place(from), {}]);
    const tensors = takes.map((from) => ({
      class_name: '__keras_tensor__',
      config: { keras_history: place(from) },
    }));
    return { args: tensors.length === 1 ? tensors : [tensors], kwargs: {} };
  };
  const written = layers.map(({ className, name: own, config, calls = [], model }) => ({
    ...{ class_name: className, name: own },
    config: model ?? { name: own, ...config },
    inbound_nodes: calls.map(call),
  }));
  const at = (names: readonly string[]) => names.map((one) => [one, 0, 0]);
  return {
    class_name: 'Functional',
    config: {
      name,
      layers: written,
      input_layers: at(ends.inputs),
      output_layers: at(ends.outputs),
    },
  };
}

/** A model.json and its weights, as a converter writes them. */
export function modelJsonFiles(
  model: object,
  weights: Readonly<Record<string, Nd>>,
  version = '3.10.0',
): Record<string, Uint8Array> {
  const json = {
    modelTopology: { keras_version: version, model_config: model },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: Object.entries(weights).map(([name, { shape }]) => ({
          ...{ name, shape, dtype: 'float32' },
        })),
      },
    ],
  };
  const values = Object.values(weights).flatMap(({ data }) => [...data]);
  return {
    'model.json': new TextEncoder().encode(JSON.stringify(json)),
    'weights.bin': new Uint8Array(Float32Array.from(values).buffer),
  };
}

/** Numbers that are the same in float32. */
export const randomNd = (shape: readonly number[], seed: number): Nd => ({
  shape,
  data: Float64Array.from(
    randomArray(
      shape.reduce((a, b) => a * b, 1),
      seed,
    ),
  ),
});
