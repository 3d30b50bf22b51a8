import type { Group } from '../hdf5/openHdf5';
import { namesIn, weightAt } from './hdf5';
import { namedWeights } from './namedWeights';
import type { WeightStore } from './weightStore';

/** The weights of an .h5 file: a group for each outermost layer, in which an attribute gives their order. */
export function hdf5Weights(root: Group): WeightStore {
  const stored = new Map(
    namesIn(root, 'layer_names').map((layer) => {
      const group = root.group(layer);
      const names = group ? namesIn(group, 'weight_names') : [];
      return [layer, names.map((name) => weightAt(group as Group, name))] as const;
    }),
  );
  return {
    of: (layer, within) => {
      const outermost = within[1]?.place;
      const weights = stored.get(outermost?.name ?? layer.name) ?? [];
      return outermost ? namedWeights(weights).of(layer, within.slice(2)) : weights;
    },
  };
}
