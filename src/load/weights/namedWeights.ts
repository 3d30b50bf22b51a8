import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import type { KerasLayer } from '../keras/kerasModel';
import type { StoredWeight, WeightStore } from './weightStore';
import { partsOf } from './weightStore';

/**
 * Weights that are found by the names of layers in their own, as `model/conv2d/kernel`: those that the last part but one
 * belongs to, else those that any part does, as with the cells of recurrent layers.
 */
export function namedWeights(stored: readonly StoredWeight[]): WeightStore {
  const byLayer = new Map<string, StoredWeight[]>();
  const byPart = new Map<string, StoredWeight[]>();
  const seen = new Set<string>();
  for (const weight of stored) {
    check(
      !seen.has(weight.name),
      `the file must have one weight of a name, but it has two called ${shown(weight.name)}`,
    );
    seen.add(weight.name);
    const parts = partsOf(weight.name).slice(0, -1);
    for (const part of new Set(parts)) push(byPart, part, weight);
    const last = parts.at(-1);
    if (last !== undefined) push(byLayer, last, weight);
  }
  let all: ReadonlySet<string> | undefined;
  return {
    of: ({ name }, within) => {
      const found = byLayer.get(name) ?? byPart.get(name) ?? [];
      const models = within.flatMap(({ place }) => place?.name ?? []);
      all ??= new Set(modelsIn(within[0]?.layers ?? []));
      const inside = found.filter(({ name: path }) => {
        const named = partsOf(path).filter((part) => all?.has(part));
        return named.length === models.length && models.every((model) => named.includes(model));
      });
      const taken = inside.length > 0 ? inside : found;
      for (const weight of taken) seen.delete(weight.name);
      return taken;
    },
    left: () => [...seen],
  };
}

/** The names of models within a model, at any depth. */
const modelsIn = (layers: readonly KerasLayer[]): string[] =>
  layers.flatMap(({ name, model }) => (model ? [name, ...modelsIn(model.layers)] : []));

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
