import * as tf from '@tensorflow/tfjs-core';
import { accumulatedError, splitModel } from 'fourier-xai';
import { asImages } from '../asImages';
import { figureOf } from '../figures';
import { inputOf } from '../inputOf';
import { linearFront } from '../kernelOf';
import type { BordersAnswer, BordersQuestion, Field } from '../protocol';
import { openedOf, type Study } from '../study';

/** From padding once, with no border set to zero between the layers, to the layers as they are. */
export async function borders(study: Study, question: BordersQuestion): Promise<BordersAnswer> {
  const { model } = openedOf(study, question);
  const front = linearFront(model);
  const last = Math.min(question.resets, front.length - 1);
  const exact = last > 0 ? splitModel(model, front[last - 1]?.name as string) : undefined;
  const x = inputOf(study, question);
  const from = exact ? tf.tidy(() => exact.g.predict(x) as tf.Tensor) : x.clone();
  try {
    const found = await accumulatedError(exact?.h ?? model, from);
    const worst = tf.tidy(() => tf.max(asImages(found.map), -1) as tf.Tensor3D);
    found.map.dispose();
    const error = await figureOf(worst, 'magnitude');
    worst.dispose();
    const { max, interiorMax, bandWidth } = found;
    return { error, max, interiorMax, bandWidth, profile: profileOf(error.field) };
  } finally {
    tf.dispose([x, from]);
  }
}

/** The mean at each distance from the nearest edge. */
function profileOf({ shape, values }: Field): number[] {
  const [rows, columns] = shape as [number, number];
  const sums: number[] = [];
  const counts: number[] = [];
  for (const [at, value] of values.entries()) {
    const [row, column] = [Math.floor(at / columns), at % columns];
    const alongColumns = rows > 1 ? Math.min(row, rows - 1 - row) : columns;
    const distance = Math.min(alongColumns, column, columns - 1 - column);
    sums[distance] = (sums[distance] ?? 0) + value;
    counts[distance] = (counts[distance] ?? 0) + 1;
  }
  return sums.map((sum, distance) => sum / (counts[distance] ?? 1));
}
