import { tensor, tidy } from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  type layers,
  model,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { check, RuleError } from '../../internal/check';
import { shown } from '../../internal/shown';
import type { Container, StoredWeight, WeightStore } from '../weights/weightStore';
import type { KerasLayer, KerasModel, TensorAt } from './kerasModel';
import { shapeIn } from './readKerasModel';
import { type OwnLayers, ownLayer, translateLayer } from './translateLayer';
import { applyPieces, oneLayer, type Translation } from './translation';
import type { WeightLimit } from './weightLimit';

type Layer = layers.Layer;

/** A layer of the file in the model that was built. */
export interface BuiltLayer {
  readonly layer: KerasLayer;
  /** Its weights in the file, as the layer takes them. */
  readonly stored: readonly StoredWeight[];
  readonly translation: Translation;
}

/** What all layers of a file are built with. */
export interface Building {
  readonly own: OwnLayers;
  readonly store: WeightStore;
  readonly limit: WeightLimit;
}

/** A tf.LayersModel of what a file describes, its weights zeros, and where these go. */
export function buildModel(
  described: KerasModel,
  building: Building,
  around: readonly Container[] = [],
  place?: KerasLayer,
): { model: LayersModel; built: readonly BuiltLayer[] } {
  const within = [...around, { layers: described.layers, place }];
  const built: BuiltLayer[] = [];
  const appliers = new Map(
    described.layers.map(
      (layer) => [layer.name, applierOf(layer, building, within, built)] as const,
    ),
  );
  const counts = new Map(described.layers.map(({ name, calls }) => [name, calls.length]));
  const given = new Map<string, readonly SymbolicTensor[]>();
  for (const [layer, call, inputs] of inOrder(described, counts, given)) {
    const apply = appliers.get(layer.name) as Apply;
    given.set(
      keyOf(layer.name, call),
      attempt(layer, () => apply(inputs)),
    );
  }
  const ends = (places: readonly TensorAt[]) => {
    const found = places.map((at) => {
      const value = givenAt(at, counts, given);
      check(value !== undefined, `'${described.name}' gives what ${shown(at.layer)} does not`);
      return value;
    });
    return found.length === 1 ? (found[0] as SymbolicTensor) : found;
  };
  const made = model({
    ...{ inputs: ends(described.inputs), outputs: ends(described.outputs), name: described.name },
  });
  return { model: made, built };
}

type Apply = (inputs: SymbolicTensor[]) => readonly SymbolicTensor[];

/** What a layer makes of its inputs; the layer itself is made once. */
function applierOf(
  layer: KerasLayer,
  building: Building,
  within: readonly Container[],
  built: BuiltLayer[],
): Apply {
  if (layer.className === 'InputLayer') return () => [inputOf(layer)];
  if (layer.model) {
    const inner = buildModel(layer.model, building, within, layer);
    built.push(...inner.built);
    return (inputs) =>
      [
        inner.model.apply(inputs.length === 1 ? (inputs[0] as SymbolicTensor) : inputs),
      ].flat() as SymbolicTensor[];
  }
  const { own, store, limit } = building;
  const given = ownLayer(layer, own);
  const translation = given ? oneLayer(given) : attempt(layer, () => translateLayer(layer, own));
  const all = store.of(layer, within);
  const stored = translation.weightsFrom?.(all) ?? all;
  built.push({ layer, stored, translation });
  for (const piece of translation.pieces) {
    if (typeof piece === 'object')
      limit.guard(piece, layer, piece === translation.weighted ? stored : []);
  }
  return (inputs) => [applyPieces(translation.pieces, inputs)].flat();
}

function inputOf({ name, config }: KerasLayer): SymbolicTensor {
  const shape = shapeIn(config);
  check(
    shape !== undefined && shape.length > 1,
    `the input ${shown(name)} must have a shape with a batch axis, but it is ${shown(config['batch_shape'] ?? config['batch_input_shape'])}`,
  );
  return input({ batchShape: [null, ...(shape as number[]).slice(1)], name });
}

/** Calls whose inputs are there, until all are done. */
function* inOrder(
  { layers: all, name }: KerasModel,
  counts: ReadonlyMap<string, number>,
  given: ReadonlyMap<string, readonly SymbolicTensor[]>,
): Generator<readonly [layer: KerasLayer, call: number, inputs: SymbolicTensor[]]> {
  let waiting = all.flatMap((layer) =>
    layer.className === 'InputLayer'
      ? [{ layer, call: 0, takes: [] as readonly TensorAt[] }]
      : callsOf(layer, name),
  );
  while (waiting.length > 0) {
    const left = [];
    for (const one of waiting) {
      const inputs = one.takes.map((at) => givenAt(at, counts, given));
      if (inputs.includes(undefined)) left.push(one);
      else yield [one.layer, one.call, inputs as SymbolicTensor[]];
    }
    check(
      left.length < waiting.length,
      `'${name}' has calls that wait for one another, or for what no call gives: of ${left
        .slice(0, 3)
        .map(({ layer }) => shown(layer.name))
        .join(', ')}`,
    );
    waiting = left;
  }
}

/** The calls of a layer, each of which must take something. */
function callsOf(layer: KerasLayer, model: string) {
  const isFed = layer.calls.length > 0 && layer.calls.every((takes) => takes.length > 0);
  check(
    isFed,
    `${layer.className} ${shown(layer.name)} of '${model}' must be called on what other layers give, but it takes nothing`,
  );
  return layer.calls.map((takes, call) => ({ layer, call, takes }));
}

const keyOf = (layer: string, call: number): string => `${call}/${layer}`;

/** Some versions count the making of a nested model as its first call. */
function givenAt(
  { layer, call, output }: TensorAt,
  counts: ReadonlyMap<string, number>,
  given: ReadonlyMap<string, readonly SymbolicTensor[]>,
): SymbolicTensor | undefined {
  const at = call >= Math.max(1, counts.get(layer) ?? 0) ? call - 1 : call;
  return given.get(keyOf(layer, at))?.[output];
}

/** What tf.js says of a layer, in one sentence that names it. */
function attempt<T>(layer: KerasLayer, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof RuleError) throw error;
    const [reason] = ((error as Error)?.message ?? String(error)).split('\n');
    throw new RuleError(`${layer.className} ${shown(layer.name)} cannot be built: ${reason}`, {
      cause: error,
    });
  }
}

/** Puts the weights of the file where they belong. */
export function fillModel(built: readonly BuiltLayer[]): void {
  for (const { layer, stored, translation } of built) {
    if (translation.weighted) fillLayer(translation.weighted, layer, stored);
  }
}

function fillLayer(
  layer: Layer,
  { className, name }: KerasLayer,
  stored: readonly StoredWeight[],
): void {
  const { weights } = layer;
  const title = `${className} ${shown(name)}`;
  check(
    stored.length === weights.length,
    `${title} must have ${weights.length} weights, but the file has ${stored.length} for it`,
  );
  for (const [i, weight] of weights.entries()) {
    const { shape, name: called } = stored[i] as StoredWeight;
    check(
      shape.length === weight.shape.length &&
        shape.every((size, axis) => size === weight.shape[axis]),
      `${title} must have a weight of shape [${weight.shape}], but ${shown(called)} is [${shape}]`,
    );
  }
  tidy(() => {
    layer.setWeights(stored.map(({ shape, values }) => tensor(values(), [...shape])));
  });
}
