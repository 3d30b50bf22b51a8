import * as tf from '@tensorflow/tfjs-core';
import { heatmap, overlayHeatmap } from 'fourier-xai';
import { asImages } from '../asImages';
import { pictureOf } from '../pictureOf';
import type { Picture, RecolourQuestion } from '../protocol';
import type { Study } from '../study';

/** The kept map in colours; the model is not run. */
export async function recolour(
  study: Study,
  { side, gamma, over }: RecolourQuestion,
): Promise<Picture | undefined> {
  const kept = study.maps.get(side);
  if (!kept) return undefined;
  const colours = tf.tidy(() => {
    const [x, map] = [asImages(kept.x), asImages(kept.map)];
    return over && kept.x.rank === 4 ? overlayHeatmap(x, map, { gamma }) : heatmap(map, { gamma });
  });
  return pictureOf(colours);
}
