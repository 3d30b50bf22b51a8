import * as tf from '@tensorflow/tfjs-core';
import type { Target } from 'fourier-xai';
import { boundsOf, inputOf } from '../inputOf';
import { channelSum, fieldOf } from '../pictureOf';
import type { RelevanceAnswer, RelevanceQuestion } from '../protocol';
import { type KeptMap, openedOf, type Study, type StudyImage } from '../study';
import { methods } from './methods';

let lastMap = 0;

/** A map by one method. It is kept, to be recoloured and judged. */
export async function relevance(
  study: Study,
  question: RelevanceQuestion,
): Promise<RelevanceAnswer> {
  const { model } = openedOf(study, question);
  const { side, method, sigma, output } = question;
  const x = inputOf(study, question);
  const target = targetOf(question);
  const box = await boundsOf(study, study.images[question.image]);
  const began = performance.now();
  const map = methods[method](model, x, { target, output, sigma, box });
  const field = await fieldOf(channelSum(map));
  const ms = performance.now() - began;
  const image = study.images[question.image] as StudyImage;
  keep(study, side, { x, image, map, target: question.target, explained: target });
  lastMap += 1;
  return { map: lastMap, field, ms };
}

function keep(study: Study, side: RelevanceQuestion['side'], kept: KeptMap): void {
  const before = study.maps.get(side);
  before?.x.dispose();
  before?.map.dispose();
  study.maps.set(side, kept);
}

/** A class, or how far its output lies above another one's. */
function targetOf({ target, against }: RelevanceQuestion): Target {
  if (against === undefined || against === target) return target;
  return (y: tf.Tensor) =>
    tf.sub(tf.slice(y, [0, target], [-1, 1]), tf.slice(y, [0, against], [-1, 1]));
}
