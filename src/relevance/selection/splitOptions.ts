import { either, integer, text } from '../../internal/kinds';
import type { KindsOf } from '../../internal/options';

export interface SplitOptions {
  /** The last layer of g, as in `splitModel`. Default: the one before the first Flatten or global pooling. */
  readonly at?: string | number | undefined;
}

export const splitKinds: KindsOf<SplitOptions> = { at: either(text, integer(0)) };
