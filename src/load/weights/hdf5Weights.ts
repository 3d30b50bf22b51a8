import type { Group } from '../hdf5/openHdf5';
import { namesIn, weightAt } from './hdf5';
import { namedWeights } from './namedWeights';
import type { Container, WeightStore } from './weightStore';

/** The models that a layer is in, from the outermost but one: in its group, names begin there. */
const inside = ([, first, ...others]: readonly Container[]): readonly Container[] =>
  first ? [{ ...first, place: undefined }, ...others] : [];

/** The weights of an .h5 file: a group for each outermost layer, in which an attribute gives their order. */
export function hdf5Weights(root: Group): WeightStore {
  const stored = new Map(
    namesIn(root, 'layer_names').map((layer) => {
      const group = root.group(layer);
      const names = group ? namesIn(group, 'weight_names') : [];
      return [layer, names.map((name) => weightAt(group as Group, name))] as const;
    }),
  );
  /** Of models within, by name. */
  const nested = new Map<string, WeightStore>();
  const inModel = (name: string): WeightStore => {
    const known = nested.get(name) ?? namedWeights(stored.get(name) ?? []);
    nested.set(name, known);
    return known;
  };
  const taken = new Set<string>();
  return {
    of: (layer, within) => {
      const outermost = within[1]?.place;
      taken.add(outermost?.name ?? layer.name);
      return outermost
        ? inModel(outermost.name).of(layer, inside(within))
        : (stored.get(layer.name) ?? []);
    },
    left: () => [
      ...[...stored].flatMap(([layer, weights]) =>
        taken.has(layer) ? [] : weights.map(({ name }) => name),
      ),
      ...[...nested.values()].flatMap((store) => store.left()),
    ],
  };
}
