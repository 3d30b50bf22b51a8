import { check } from '../../internal/check';
import { shown } from '../../internal/shown';

/** A node of a graph model, its attributes as plain values. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** What it takes, without control dependencies. */
  readonly inputs: readonly OutputOf[];
  /** Strings, numbers, booleans and lists of these. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** One of what a node gives. */
export interface OutputOf {
  readonly node: string;
  readonly index: number;
}

/** The nodes of a topology by name, in its order. */
export function readNodes(topology: unknown): ReadonlyMap<string, GraphNode> {
  const nodes = (topology as { node?: unknown } | null)?.node;
  check(Array.isArray(nodes), `a graph model must list its nodes, but they are ${shown(nodes)}`);
  return new Map((nodes as unknown[]).map(readNode).map((node) => [node.name, node]));
}

interface Written {
  readonly name?: unknown;
  readonly op?: unknown;
  readonly input?: unknown;
  readonly attr?: Readonly<Record<string, unknown>>;
}

function readNode(written: unknown): GraphNode {
  const { name, op, input = [], attr = {} } = (written ?? {}) as Written;
  check(
    typeof name === 'string' && typeof op === 'string' && Array.isArray(input),
    `a node of a graph model must have a name, an op and inputs, but one is ${shown(name)}`,
  );
  const inputs = (input as unknown[]).map(String).filter((one) => !one.startsWith('^'));
  const attributes = Object.entries(attr).map(([key, value]) => [key, attributeOf(value)]);
  return {
    ...{ name: name as string, op: op as string, inputs: inputs.map(outputOf) },
    attributes: Object.fromEntries(attributes),
  };
}

/** As `node`, `node:1`; node names have no colon. */
export function outputOf(name: string): OutputOf {
  const [node = '', index = '0'] = name.split(':');
  return { node, index: Number(index) };
}

function attributeOf(value: unknown): unknown {
  const { s, i, f, b, list, shape } = (value ?? {}) as Record<string, unknown>;
  if (s !== undefined) return textOf(s);
  if (i !== undefined) return Number(i);
  if (f !== undefined) return f;
  if (b !== undefined) return b;
  if (shape !== undefined) return sizesOf(shape);
  return list === undefined ? undefined : listFrom(list as Record<string, unknown>);
}

function listFrom({ s, i, f }: Record<string, unknown>): unknown[] {
  if (Array.isArray(s)) return s.map(textOf);
  return ((i ?? f ?? []) as unknown[]).map(Number);
}

/** Old files have the bytes of a string, newer ones base64. */
const textOf = (value: unknown): string =>
  Array.isArray(value) ? String.fromCharCode(...value.map(Number)) : atob(String(value));

const sizesOf = (shape: unknown): number[] =>
  ((shape as { dim?: { size?: unknown }[] })?.dim ?? []).map(({ size }) => Number(size ?? -1));
