import { check } from '../../internal/check';
import type { Group } from '../hdf5/openHdf5';
import type { KerasLayer } from '../keras/kerasModel';
import { weightAt } from './hdf5';
import type { Container, StoredWeight, WeightStore } from './weightStore';

/** Where versions of Keras keep the layers of a model, 3 and 2.13 to 2.15. */
const FOLDERS = ['layers', '_layer_checkpoint_dependencies'] as const;

/**
 * The weights in a .keras file: layers are groups called after their classes, numbered anew in each model; a layer's own
 * are `vars/0`, `vars/1` …, those of what it wraps in groups beside.
 */
export function pathWeights(root: Group): WeightStore {
  return {
    of: (layer, within) => {
      const groups = within.reduce<Group | undefined>(
        (group, container, i) =>
          group && (i === 0 ? group : placeOf(group, within[i - 1], container.place)),
        root,
      );
      const own = groups && placeOf(groups, within.at(-1), layer);
      return own ? weightsBelow(own) : [];
    },
    // optimisers and layers without a translation have theirs, too
    left: () => [],
  };
}

function placeOf(
  group: Group,
  container: Container | undefined,
  layer: KerasLayer | undefined,
): Group | undefined {
  if (!container || !layer) return undefined;
  const name = groupNames(container.layers).get(layer);
  for (const folder of FOLDERS) {
    const found = name ? group.group(`${folder}/${name}`) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** conv2d, conv2d_1, … in the order of the layers. */
function groupNames(layers: readonly KerasLayer[]): ReadonlyMap<KerasLayer, string> {
  const counts = new Map<string, number>();
  return new Map(
    layers.map((layer) => {
      const name = snakeCase(layer.className);
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      return [layer, count === 0 ? name : `${name}_${count}`];
    }),
  );
}

const snakeCase = (className: string): string =>
  className
    .replace(/^.*>/, '')
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();

/** Of what a layer wraps, as a cell or the two ways of a Bidirectional; not the state of what only training needs. */
const WRAPPED = ['cell', 'forward_layer', 'backward_layer', 'layer'] as const;

/** So many layers may be around one another. */
const DEEPEST = 8;

function weightsBelow(group: Group, depth = 0): StoredWeight[] {
  check(depth < DEEPEST, `layers must be at most ${DEEPEST} within one another in the weights`);
  const vars = group.group('vars');
  const own = vars
    ? [...vars.keys].sort((a, b) => Number(a) - Number(b)).map((key) => weightAt(vars, key))
    : [];
  const wrapped = WRAPPED.flatMap((name) => group.group(name) ?? []);
  return [...own, ...wrapped.flatMap((inner) => weightsBelow(inner, depth + 1))];
}
