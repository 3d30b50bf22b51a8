import { listIn } from '../graphNode';
import type { OpContext } from './op';

/** Of rows and columns, in the order of the node's format. */
export function spatial({ node }: OpContext, name: string): number[] {
  const list = listIn(node, name) ?? [];
  const first = node.attributes['data_format'] === 'NCHW' ? 2 : 1;
  return [list[first] ?? 1, list[first + 1] ?? 1];
}

/** Zeros before and after rows and columns. */
export function explicitOf({ node }: OpContext): number[][] {
  const list = listIn(node, 'explicit_paddings') ?? [];
  const first = node.attributes['data_format'] === 'NCHW' ? 4 : 2;
  const at = (i: number) => list[first + i] ?? 0;
  return [
    [at(0), at(1)],
    [at(2), at(3)],
  ];
}
