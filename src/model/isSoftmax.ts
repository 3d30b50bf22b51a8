import { classNameOf } from './classNameOf';
import type { Layer } from './graph';
import { activationOf } from './logits';

/** Whether a layer is a softmax, or ends in one. */
export const isSoftmax = (layer: Layer): boolean =>
  classNameOf(layer) === 'Softmax' || activationOf(layer) === 'softmax';
