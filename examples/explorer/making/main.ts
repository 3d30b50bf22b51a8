// Trains the models at hand and writes them, with their images, to public/models: npm run explorer:models [name…]
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { loadModel } from 'fourier-xai/load';
import { say } from '../../../support/print';
import { startWasm } from '../../shared/startWasm';
import { type LabelledSamples, trainModel } from '../../shared/training';
import { type Plan, plans } from './plans';
import { writeAbout, writeModel, writeShown } from './writeModel';

const seed = 1;
/** Larger weights are stored in a byte each. */
const MOST = 250_000;
const parent = join(import.meta.dirname, '..', 'public', 'models');

async function make(id: string, { model, train, test, shown, about, ...options }: Plan) {
  const folder = join(parent, id);
  const training = { title: id, batchSize: 32, seed, ...options };
  const history = await trainModel(model, training, train, test);
  await writeModel(folder, model, MOST);
  await writeShown(folder, shown, about.classes);
  const testAccuracy = await accuracyOf(join(folder, 'model.json'), test);
  writeAbout(folder, {
    ...{ ...about, labels: [...shown.labels] },
    made: { seed, images: train.labels.length, epochs: options.epochs, testAccuracy },
  });
  const share = (100 * testAccuracy).toFixed(1);
  say(`${id}: ${share} % of what it had not seen, ${history.seconds.toFixed(0)} s`);
}

/** Of what is stored. */
async function accuracyOf(file: string, { images, labels }: LabelledSamples): Promise<number> {
  const model = await loadModel(file);
  const classes = tf.tidy(() =>
    tf.argMax(model.predict(images, { batchSize: 32 }) as tf.Tensor, -1),
  );
  const found = await classes.data();
  classes.dispose();
  model.dispose();
  return labels.filter((label, i) => label === found[i]).length / labels.length;
}

await startWasm();
for (const id of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(plans)) {
  const plan = plans[id];
  if (!plan) throw new Error(`no model ${id}: there are ${Object.keys(plans).join(', ')}`);
  await make(id, await plan(seed));
}
tf.disposeVariables();
