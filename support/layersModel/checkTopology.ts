import { isObject } from '../readText';

/** Objects and lists within one another. */
const DEEPEST = 200;

/** Layers of a model, and of those within it. */
const MOST = 10_000;

/**
 * Refuses a topology that tf.js would not come to an end with: it goes into what is nested without a bound, and waits
 * without one for layers whose inputs never come.
 */
export function checkTopology(topology: object): void {
  let layers = 0;
  for (const value of within(topology)) {
    checkName(fieldOf(fieldOf(value, 'config'), 'name'));
    const list = fieldOf(value, 'layers');
    if (!Array.isArray(list)) continue;
    layers += list.length;
    if (layers > MOST) throw new Error(`it may have at most ${MOST} layers, but it has more`);
    checkOrder(list);
  }
}

/** All objects and lists of a topology, by no recursion. */
function* within(topology: object): Generator<object> {
  const left: { readonly value: unknown; readonly depth: number }[] = [
    { value: topology, depth: 1 },
  ];
  for (let next = left.pop(); next; next = left.pop()) {
    const { value, depth } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > DEEPEST) {
      throw new Error(`modelTopology may be nested ${DEEPEST} deep, but it is deeper`);
    }
    yield value;
    for (const inner of Object.values(value)) left.push({ value: inner, depth: depth + 1 });
  }
}

/** tf.js reads inbound_nodes as inboundNodes. */
function fieldOf(of: unknown, name: string): unknown {
  if (!isObject(of)) return undefined;
  return Object.entries(of).find(([key]) => key.replaceAll('_', '').toLowerCase() === name)?.[1];
}

/** A call of a layer on outputs of others, each the name of its layer and which of that layer's calls gave it. */
interface Call {
  readonly layer: string;
  readonly inputs: readonly (readonly unknown[])[];
}

/** Such layers have been called as soon as they are there. */
const calledAtOnce = ['InputLayer', 'Model', 'Functional', 'Sequential'];

/** Whether all layers of a graph can be called, some after others; lists of layers of no graph have no calls. */
function checkOrder(layers: readonly unknown[]): void {
  const calls = new Map<unknown, number>();
  let waiting: Call[] = [];
  for (const layer of layers) {
    const nodes = fieldOf(layer, 'inboundnodes');
    if (!Array.isArray(nodes)) continue;
    const name = nameOf(layer);
    if (calls.has(name)) throw new Error(`two of its layers are called ${name}`);
    calls.set(name, calledAtOnce.includes(fieldOf(layer, 'classname') as string) ? 1 : 0);
    waiting.push(...nodes.map((inputs) => callOf(name, inputs)));
  }
  const isThere = ([from, call]: readonly unknown[]) => {
    const made = calls.get(from);
    return made !== undefined && !(made <= (call as number));
  };
  while (waiting.length > 0) {
    const still = waiting.filter(({ layer, inputs }) => {
      if (!inputs.every(isThere)) return true;
      calls.set(layer, (calls.get(layer) as number) + 1);
      return false;
    });
    if (still.length === waiting.length) {
      throw new Error(`its layer ${still[0]?.layer} waits for inputs that never come`);
    }
    waiting = still;
  }
}

function callOf(layer: string, inputs: unknown): Call {
  if (!Array.isArray(inputs) || inputs.length === 0 || !inputs.every(Array.isArray)) {
    throw new Error(`inbound_nodes of its layer ${layer} must be lists of lists of inputs`);
  }
  return { layer, inputs };
}

function checkName(name: unknown): void {
  if (typeof name !== 'string' && name !== undefined && name !== null) {
    throw new Error(`names must be texts, but one is ${JSON.stringify(name)}`);
  }
}

/** A layer says its name twice, and tf.js relies on both. */
function nameOf(layer: unknown): string {
  const name = fieldOf(layer, 'name');
  const own = fieldOf(fieldOf(layer, 'config'), 'name') ?? name;
  if (typeof name !== 'string' || own !== name) {
    throw new Error(
      `layers must have one name, but one has ${JSON.stringify(name)} and ${JSON.stringify(own)}`,
    );
  }
  if (name in {}) throw new Error(`tf.js loads no layer that is called ${name}`);
  return name;
}
