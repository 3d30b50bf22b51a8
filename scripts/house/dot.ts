import type { Edge } from './edges';
import { rooms } from './rooms';
import { divided } from './rules';

const quoted = (text: string): string => `"${text}"`;
const named = (room: string): string =>
  `${quoted(room)} [label=${quoted(room.split('/').at(-1) ?? room)}]`;

/** The rooms of a divided room stand in a box of its name. */
function box(name: string): string {
  const inside = Object.keys(rooms).filter((room) => room.startsWith(`${name}/`));
  return `subgraph ${quoted(`cluster_${name}`)} { label=${quoted(name)} ${inside.map(named).join('; ')} }`;
}

/** Rooms that nobody imports, one above the other in pairs, so that the picture is not too wide for a phone. */
function pairsOf(alone: readonly string[], edges: readonly Edge[]): Edge[] {
  const free = alone.filter((room) => edges.every(([, to]) => to !== room));
  return free.flatMap((room, i): Edge[] => {
    const next = free[i + 1];
    return i % 2 === 0 && next ? [[room, next]] : [];
  });
}

/** The picture of the house in Graphviz's language: what imports stands above what it imports. */
export function dotOf(edges: readonly Edge[]): string {
  const alone = Object.keys(rooms).filter((room) => !room.includes('/'));
  return [
    'digraph house {',
    'bgcolor=transparent; ranksep=0.4; nodesep=0.12; margin=0.05;',
    'graph [fontname="Helvetica,Arial,sans-serif" fontsize=19 style=rounded labeljust=l]',
    'node [fontname="Helvetica,Arial,sans-serif" fontsize=20 shape=box style=rounded margin="0.16,0.05" height=0.4]',
    'edge [arrowsize=0.7]',
    ...alone.map(named),
    ...divided.map(box),
    ...edges.map(([from, to]) => `${quoted(from)} -> ${quoted(to)}`),
    ...pairsOf(alone, edges).map(([a, b]) => `${quoted(a)} -> ${quoted(b)} [style=invis]`),
    '}',
  ].join('\n');
}
