import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { accumulatedError, fuseModel } from 'fourier-xai';
import { fusedRuns } from '../fusedRuns';
import { inputOf } from '../inputOf';
import { logitsModel } from '../logitsModel';
import type { Asked, FusionAnswer } from '../protocol';
import { openedOf, type Study } from '../study';
import { largestDifference, timed } from '../timed';

/** Times that each model is run; the least counts. */
const TIMES = 5;

/** What fuseModel would make of the model, by the library's own report, and by a try on the image. */
export async function fusion(study: Study, asked: Asked): Promise<FusionAnswer> {
  const opened = openedOf(study, asked);
  const x = inputOf(study, asked);
  const model = await logitsModel(opened.model);
  try {
    const fused = fuseModel(model);
    try {
      const [before, after] = [await timesOf(model, x), await timesOf(fused, x)];
      return {
        runs: fusedRuns(model, fused),
        ms: { before: before.ms, after: after.ms },
        difference: largestDifference(after.outputs, before.outputs),
        padding: opened.facts.linearFront > 1 ? await paddingError(model, x) : undefined,
      };
    } finally {
      fused.dispose();
    }
  } finally {
    x.dispose();
    model.dispose();
  }
}

const timesOf = (model: LayersModel, x: tf.Tensor) =>
  timed((input) => model.predict(input) as tf.Tensor, x, TIMES);

async function paddingError(model: LayersModel, x: tf.Tensor): Promise<FusionAnswer['padding']> {
  const { map, max, bandWidth } = await accumulatedError(model, x);
  map.dispose();
  return { max, bandWidth };
}
