import { rmSync } from 'node:fs';
import { type Samples, some } from './samples';
import type { Training } from './task';
import train, { BATCH } from './worker';

const BATCHES = 2;
const EPOCHS = 2;

/** The seconds that a thread takes for a batch of a training, validation included, by a few of them. */
export default async function batchTime({ modelFile: _, test: __, ...task }: Training) {
  const count = Math.min(BATCHES * BATCH, task.train.labels.length);
  const share = count / task.train.labels.length;
  const checkpoint = `${task.checkpoint}.timing`; // of its own: the training may go on from the other
  const few = {
    ...{ ...task, checkpoint },
    train: first(task.train, count),
    validation: first(task.validation, Math.ceil(share * task.validation.labels.length)),
  };
  try {
    await train({ ...few, epochs: 1 }); // the first batches of a thread are slow
    const { seconds } = await train({ ...few, epochs: EPOCHS });
    return seconds / EPOCHS / Math.ceil(count / BATCH);
  } finally {
    rmSync(checkpoint, { force: true });
  }
}

const first = (samples: Samples, count: number) =>
  some(samples, [...samples.labels.keys()].slice(0, count));
