import type { Tensor } from '@tensorflow/tfjs-core';
import type { Output } from '../../model/logitsGraph';
import type { Baseline } from './baseline';

/** How a relevance map was made, by which its receipt is told. */
export interface Origin {
  /** The function that made it. */
  readonly method: string;
  /** The map says where, and promises no sum. */
  readonly isRanking?: boolean;
  /** Of a map that adds up to y(x) less y somewhere else: where that is. */
  readonly from?: Baseline | ((x: Tensor) => Tensor);
  /** By which LRP made it. */
  readonly composite?: object;
  /** What was explained. Default: 'logits'. */
  readonly output?: Output;
}

/** Of maps that are still there; tensors of others have none. */
const origins = new WeakMap<Tensor, Origin>();

export const originOf = (map: Tensor): Origin | undefined => origins.get(map);

/** The map, whose origin is known from now on. */
export function withOrigin<T extends Tensor>(map: T, origin: Origin | undefined): T {
  if (origin) origins.set(map, origin);
  return map;
}

/** That of maps which are joined: the first one's, unless a baseline of its own belongs to each. */
export function jointOrigin(parts: readonly Tensor[]): Origin | undefined {
  const [first, ...others] = parts.map(originOf);
  const isShared = (other: Origin | undefined) =>
    other?.method === first?.method &&
    (typeof first?.from !== 'object' || other?.from === first.from);
  return others.every(isShared) ? first : undefined;
}
