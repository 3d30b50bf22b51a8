import { type GraphNode, outputOf } from './graphNode';
import { passingOps } from './ops/graphOps';

interface Graph {
  /** Each after those that it takes. */
  readonly nodes: readonly GraphNode[];
  readonly readers: ReadonlyMap<string, readonly GraphNode[]>;
  readonly outputs: readonly string[];
}

/** How many nodes take what a node gives, through those that pass it on; outputs of the model take it, too. */
export function readerCounts({ nodes, readers, outputs }: Graph): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const passes = ({ op }: GraphNode) => op === 'Transpose' || Object.hasOwn(passingOps, op);
  // those that read a node come behind it
  for (const { name } of [...nodes].reverse()) {
    const ends = outputs.filter((one) => outputOf(one).node === name).length;
    const sum = (readers.get(name) ?? []).reduce(
      (all, reader) => all + (passes(reader) ? (counts.get(reader.name) ?? 1) : 1),
      ends,
    );
    counts.set(name, sum);
  }
  return counts;
}
