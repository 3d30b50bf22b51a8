import { check, RuleError } from '../../internal/check';
import { shown } from '../../internal/shown';

/** A node of a graph model, its attributes as plain values. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** What it takes, without control dependencies. */
  readonly inputs: readonly OutputOf[];
  /** The nodes that it waits for. */
  readonly after: readonly string[];
  /** Strings, numbers, booleans and lists of these; types by their names. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** One of what a node gives. */
export interface OutputOf {
  readonly node: string;
  readonly index: number;
}

/** The nodes of a topology by name, in its order. */
export function readNodes(topology: unknown): ReadonlyMap<string, GraphNode> {
  const written = (topology as { node?: unknown } | null)?.node;
  check(
    Array.isArray(written),
    `a graph model must list its nodes, but they are ${shown(written)}`,
  );
  const nodes = new Map<string, GraphNode>();
  for (const node of (written as unknown[]).map(readNode)) {
    check(
      !nodes.has(node.name),
      `nodes must have names of their own, but two are ${shown(node.name)}`,
    );
    nodes.set(node.name, node);
  }
  return nodes;
}

interface Written {
  readonly name?: unknown;
  readonly op?: unknown;
  readonly input?: unknown;
  readonly attr?: Readonly<Record<string, unknown>>;
}

function readNode(written: unknown): GraphNode {
  const { name, op, input = [], attr } = Object(written) as Written;
  check(
    typeof name === 'string' && typeof op === 'string' && Array.isArray(input),
    `a node of a graph model must have a name, an op and a list of inputs, but one is ${shown(name)}`,
  );
  const all = (input as unknown[]).map(String);
  const inputs = all.filter((one) => !one.startsWith('^')).map(outputOf);
  const after = all.filter((one) => one.startsWith('^')).map((one) => one.slice(1));
  const attributes = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of Object.entries(attr ?? {})) {
    attributes[key] = attributeOf(value, `${shown(key)} of node ${shown(name)}`);
  }
  return { name: name as string, op: op as string, inputs, after, attributes };
}

/** tf.js makes a list as long as the index of an output says. */
const MOST_OUTPUTS = 2 ** 16;

export const isOutputIndex = (index: number): boolean =>
  Number.isInteger(index) && index >= 0 && index < MOST_OUTPUTS;

/** As `node`, `node:1`; node names have no colon. */
export function outputOf(name: string): OutputOf {
  const [node = '', ...rest] = name.split(':');
  return { node, index: Number(rest.at(-1) ?? 0) };
}

function attributeOf(value: unknown, name: string): unknown {
  const { s, i, f, b, type, list, shape } = Object(value) as Record<string, unknown>;
  if (s !== undefined) return textOf(s, name);
  if (i !== undefined) return Number(i);
  if (f !== undefined) return Number(f);
  if (b !== undefined) return b;
  if (type !== undefined) return type;
  if (shape !== undefined) return sizesOf(shape);
  return list === undefined ? undefined : listFrom(Object(list), name);
}

function listFrom({ s, i, f }: Record<string, unknown>, name: string): unknown[] {
  if (Array.isArray(s)) return s.map((one) => textOf(one, name));
  return [i ?? f ?? []].flat().map(Number);
}

/** Old files have the bytes of a string, newer ones base64. */
function textOf(value: unknown, name: string): string {
  if (Array.isArray(value)) return String.fromCharCode(...value.map(Number));
  try {
    return atob(String(value));
  } catch (error) {
    throw new RuleError(`the attribute ${name} must be base64, but it is ${shown(value)}`, {
      cause: error,
    });
  }
}

/** Undefined where not even the rank is known. */
function sizesOf(shape: unknown): number[] | undefined {
  const { dim, unknownRank } = Object(shape) as { dim?: unknown; unknownRank?: unknown };
  if (unknownRank === true) return undefined;
  return (Array.isArray(dim) ? dim : []).map((one) => Number(Object(one).size ?? -1));
}

/** An attribute that is true or false. */
export const isSet = ({ attributes }: GraphNode, ...names: readonly string[]): boolean =>
  names.some((name) => attributes[name] === true);

export const numberIn = ({ attributes }: GraphNode, name: string, otherwise: number): number =>
  typeof attributes[name] === 'number' ? attributes[name] : otherwise;

/** A list of numbers, where there is one. */
export function listIn({ attributes }: GraphNode, name: string): readonly number[] | undefined {
  const value = attributes[name];
  return Array.isArray(value) ? (value as number[]) : undefined;
}
