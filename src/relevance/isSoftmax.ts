import { classNameOf } from '../model/classNameOf';
import type { Layer } from '../model/graph';
import { activationOf } from '../model/logits';

/** Whether a layer is a softmax, or ends in one. */
export const isSoftmax = (layer: Layer): boolean =>
  classNameOf(layer) === 'Softmax' || activationOf(layer) === 'softmax';
