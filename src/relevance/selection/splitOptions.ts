import { either, formerly, integer, text } from '../../internal/kinds';
import type { KindsOf } from '../../internal/options';

export interface SplitOptions {
  /** The last layer of g, as in `splitModel`. Default: the one before the first Flatten or global pooling. */
  readonly layer?: string | number | undefined;
  /** @deprecated Use `layer`. */
  readonly at?: string | number | undefined;
}

const layerKind = either(text, integer(0));

export const splitKinds: KindsOf<SplitOptions> = {
  layer: layerKind,
  at: formerly('layer', layerKind),
};
