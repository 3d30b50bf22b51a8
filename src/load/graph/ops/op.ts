import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Builder } from '../builder';
import type { GraphNode } from '../graphNode';
import type { GraphValue, Signal } from '../graphValue';
import type { LayersOf } from '../terms/layersOf';

/** What an op is converted with. */
export interface OpContext extends Layering {
  readonly node: GraphNode;
  readonly inputs: readonly GraphValue[];
  /** How many nodes take what the node gives. */
  readonly readers: number;
  /** How far apart the taps of a convolution lie, beyond what its node says: ops around it have taken the image apart. */
  readonly dilations?: readonly number[] | undefined;
  /** The size of batches that the graph has fixed. */
  readonly batch: number | undefined;
}

/** Makes layers of values. */
export interface Layering {
  readonly add: Builder['add'];
  readonly name: Builder['name'];
  /** In the order of the term. */
  readonly layerOf: LayersOf;
  /** In the order of the value. */
  plain(value: Signal): SymbolicTensor;
}

/** What an op gives, or each of its outputs; undefined where it cannot be converted. */
export type Op = (context: OpContext) => GraphValue | readonly GraphValue[] | undefined;
export type Ops = Readonly<Record<string, Op>>;
