import * as tf from '@tensorflow/tfjs-core';
import { conservationReport, type Target } from 'fourier-xai';
import { inputOf, scaledValues } from '../inputOf';
import { channelSum, fieldOf } from '../pictureOf';
import type { Receipt, RelevanceAnswer, RelevanceQuestion } from '../protocol';
import { openedOf, type Study } from '../study';
import { methods } from './methods';

/** A map by one method, with its receipt. The map is kept, to be recoloured. */
export async function relevance(
  study: Study,
  question: RelevanceQuestion,
): Promise<RelevanceAnswer> {
  const { model, facts } = openedOf(study, question);
  const { side, method, sigma, output } = question;
  const x = inputOf(study, question);
  const target = targetOf(question);
  const began = performance.now();
  const box = boxOf(study, facts.input[2]);
  const map = methods[method](model, x, { target, output, sigma, box });
  const field = await fieldOf(channelSum(map));
  const ms = performance.now() - began;
  keep(study, side, { x, map, target: question.target });
  const [receipt] = await conservationReport(model, x, map, { target });
  return { field, receipt: plain(receipt as Receipt), ms };
}

function keep(study: Study, side: RelevanceQuestion['side'], kept: KeptMap): void {
  const before = study.maps.get(side);
  before?.x.dispose();
  before?.map.dispose();
  study.maps.set(side, kept);
}

type KeptMap = Parameters<Study['maps']['set']>[1];

/** A class, or how far its output lies above another one's. */
function targetOf({ target, against }: RelevanceQuestion): Target {
  if (against === undefined || against === target) return target;
  return (y: tf.Tensor) =>
    tf.sub(tf.slice(y, [0, target], [-1, 1]), tf.slice(y, [0, against], [-1, 1]));
}

/** The least and the largest value that bytes can become. */
function boxOf({ scaling }: Study, channels: number): [number, number] {
  const black = scaledValues(new Uint8ClampedArray([0, 0, 0, 255]), channels, scaling);
  const white = scaledValues(new Uint8ClampedArray([255, 255, 255, 255]), channels, scaling);
  return [Math.min(...black), Math.max(...white)];
}

/** Without what cannot cross to the page. */
const plain = (receipt: Receipt): Receipt => ({
  ...{ output: receipt.output, reference: receipt.reference, note: receipt.note },
  ...{ relevanceSum: receipt.relevanceSum, biasShare: receipt.biasShare },
  ...{ absorbed: receipt.absorbed, residual: receipt.residual },
  layersWithoutRule: receipt.layersWithoutRule,
});
