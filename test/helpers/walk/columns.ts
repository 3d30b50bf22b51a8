import { fusionOf } from './fusionWalk';
import { forwardOf, gradientOf, type Prepared } from './layerWalk';
import { lrpOf } from './lrpWalk';

/** What the table says of each layer. */
export const columns: Readonly<Record<string, (prepared: Prepared) => Promise<string>>> = {
  forward: forwardOf,
  gradient: gradientOf,
  LRP: lrpOf,
  fusion: fusionOf,
};
