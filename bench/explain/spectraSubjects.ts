import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { standardNormalVariate } from 'fourier-xai';
import { oneHot } from '../../support/oneHot';
import { complain } from '../../support/print';
import { firstModel, secondModel } from '../../support/ramanModels';
import { COUNT, type Subject } from './subject';

/** Small models of Raman spectra, trained here: none of the models of other people takes signals. */
export async function spectraSubjects(data: string): Promise<Subject[]> {
  const { values, labels, names } = readSpectra(join(data, 'raman/DATA_dp_wc_bc.csv'));
  const spectra = standardNormalVariate(tf.tensor2d(values));
  const [points, classes] = [spectra.shape[1], names.length];
  const size = { points, classes, seed: 1, width: 1 / 4 };
  const models = [
    ['Raman, padded', 'signals', firstModel(size)],
    ['Raman, pooled', 'signals', secondModel(size)],
    ['Raman, dense', 'rows', denseModel(points, classes)],
  ] as const;
  const step = Math.floor(labels.length / COUNT);
  const explained = Array.from({ length: COUNT }, (_, i) => i * step);
  const trained = [...labels.keys()].filter((i) => !explained.includes(i));
  const truth = oneHot(
    Int32Array.from(trained, (i) => labels[i] as number),
    classes,
  );
  const subjects: Subject[] = [];
  for (const [name, kind, model] of models) {
    const inputs = kind === 'rows' ? spectra : tf.expandDims(spectra, -1);
    const some = (chosen: number[]) => tf.gather(inputs, tf.tensor1d(chosen, 'int32'));
    await train(model, some(trained), truth, name);
    const x = some(explained);
    const [low, high] = await Promise.all([tf.min(x).data(), tf.max(x).data()]);
    const range = [low[0] as number, high[0] as number] as const;
    subjects.push({ name, kind, model, x, range, empty: tf.mean(inputs, 0) });
  }
  return subjects;
}

function denseModel(points: number, classes: number): tfl.LayersModel {
  const initial = (seed: number) => ({
    kernelInitializer: tfl.initializers.glorotUniform({ seed }),
  });
  return tfl.sequential({
    layers: [
      tfl.layers.dense({ units: 64, activation: 'relu', inputShape: [points], ...initial(1) }),
      tfl.layers.dense({ units: 32, activation: 'relu', ...initial(2) }),
      tfl.layers.dense({ units: classes, activation: 'softmax', ...initial(3) }),
    ],
  });
}

async function train(model: tfl.LayersModel, x: tf.Tensor, y: tf.Tensor, name: string) {
  model.compile({
    ...{ optimizer: tf.train.adam(1e-3), loss: 'categoricalCrossentropy', metrics: ['accuracy'] },
  });
  const options = { epochs: 15, batchSize: 32, shuffle: false, verbose: 0 } as const;
  const { history } = await model.fit(x, y, options);
  complain(`${name}: ${Math.round(100 * Number(history['acc']?.at(-1)))} % of the spectra right`);
}

/** Of a CSV with quoted words: a number, a name, the intensities, the class and another word. */
function readSpectra(file: string) {
  const lines = readFileSync(file, 'utf8').trim().split('\n').slice(1);
  const cells = lines.map((line) => line.replaceAll('"', '').split(','));
  const words = cells.map((row) => row.at(-2) as string);
  const names = [...new Set(words)].sort();
  return {
    values: cells.map((row) => row.slice(2, -2).map(Number)),
    labels: words.map((word) => names.indexOf(word)),
    names,
  };
}
