/** What refers to layers: [name, node, output] each, in lists of lists. */
const references = ['inbound_nodes', 'input_layers', 'output_layers'];

/**
 * The configuration of a model as JSON, without the names of its layers and of those within them, which count on from model
 * to model where nobody has given any. In the place of a reference to a layer stands its number among its neighbours.
 */
export function withoutNames(value: unknown, neighbours = new Map<unknown, number>()): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutNames(item, neighbours));
  if (!isObject(value)) return value;
  const { layers } = value;
  const own = Array.isArray(layers) ? numbered(layers) : neighbours;
  return Object.fromEntries(
    Object.entries('class_name' in value ? nameless(value) : value).map(([key, item]) => [
      key,
      references.includes(key) ? byNumber(item, own) : withoutNames(item, own),
    ]),
  );
}

type Config = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Config => typeof value === 'object' && value !== null;

const numbered = (layers: readonly unknown[]): Map<unknown, number> =>
  new Map(layers.map((layer, i) => [isObject(layer) ? configOf(layer)['name'] : undefined, i]));

const configOf = ({ config }: Config): Config => (isObject(config) ? config : {});

const nameless = (layer: Config): Config => ({
  ...{ ...layer, name: undefined },
  config: { ...configOf(layer), name: undefined },
});

function byNumber(item: unknown, numbers: ReadonlyMap<unknown, number>): unknown {
  if (!Array.isArray(item)) return item;
  return item.map((part) => numbers.get(part) ?? byNumber(part, numbers));
}
