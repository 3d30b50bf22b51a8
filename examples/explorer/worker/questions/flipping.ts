import { type FlippingCurve, pixelFlipping } from 'fourier-xai';
import type { FlippingQuestion } from '../protocol';
import { openedOf, type Study } from '../study';

/** How the logit falls as the pixels go that a kept map holds for relevant. */
export async function flipping(
  study: Study,
  { side, steps }: FlippingQuestion,
): Promise<FlippingCurve | undefined> {
  const kept = study.maps.get(side);
  if (!kept) return undefined;
  const { x, map, target } = kept;
  return pixelFlipping(openedOf(study).model, x, map, { steps, target });
}
