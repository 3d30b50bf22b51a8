import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import { type GraphNode, outputOf } from './graphNode';

/** The nodes that outputs depend on, each after those that it takes. */
export function neededNodes(
  nodes: ReadonlyMap<string, GraphNode>,
  outputs: readonly string[],
): readonly GraphNode[] {
  const done = new Set<string>();
  const begun = new Set<string>();
  const inOrder: GraphNode[] = [];
  const waiting = outputs.map((name) => outputOf(name).node);
  while (waiting.length > 0) {
    const name = waiting.at(-1) as string;
    const node = nodes.get(name);
    check(node !== undefined, `the graph takes what ${shown(name)} gives, but has no such node`);
    const missing = done.has(name) ? [] : node.inputs.filter((one) => !done.has(one.node));
    if (missing.length > 0) {
      check(
        !begun.has(name),
        `the graph must not go in a circle, but it does through ${shown(name)}`,
      );
      begun.add(name);
      waiting.push(...missing.map((one) => one.node));
      continue;
    }
    waiting.pop();
    if (done.has(name)) continue;
    done.add(name);
    inOrder.push(node);
  }
  return inOrder;
}

/** By node, those that take what it gives, as often as they take it. */
export function readersOf(nodes: Iterable<GraphNode>): ReadonlyMap<string, readonly GraphNode[]> {
  const readers = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    for (const { node: from } of node.inputs) {
      const list = readers.get(from);
      if (list) list.push(node);
      else readers.set(from, [node]);
    }
  }
  return readers;
}
