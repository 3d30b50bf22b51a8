import * as tf from '@tensorflow/tfjs-core';
import { heatmap, overlay } from 'fourier-xai';
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
  const { x, map } = kept;
  return pictureOf(tf.tidy(() => (over ? overlay(x, map, { gamma }) : heatmap(map, { gamma }))));
}
