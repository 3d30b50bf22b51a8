import type { Differentiable } from '../../gradients/differentiable';
import { checkChannelsLast } from '../../model/checkChannelsLast';
import { isGraphModel } from '../../model/layer';

/** Refuses models whose images have channels first, where that is known: of functions it is not. */
export function checkImages(model: Differentiable): void {
  if (typeof model !== 'function' && !isGraphModel(model)) checkChannelsLast(model);
}
