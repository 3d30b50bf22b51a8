import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import seedrandom from 'seedrandom';
import type { FitHistory, Progress } from './checkpoint';

type Logs = Record<string, number | tf.Scalar>;

/** Values of one batch: what tf.js gives, its size, and the seconds since the last one. */
export type BatchValues = Readonly<Record<string, number>>;

/** Keeps the values of every batch, and makes what is random in it, such as dropout, depend on its number alone. */
export class BatchLog extends tfl.Callback {
  private ended = 0;

  constructor(
    private readonly progress: Progress,
    private readonly seed: number,
    private readonly onBatch: (values: BatchValues) => unknown,
  ) {
    super();
  }

  override async onEpochBegin() {
    this.ended = performance.now();
  }

  override async onBatchBegin() {
    const { epoch, begun } = this.progress;
    seedrandom(`${this.seed} ${epoch} ${begun}`, { global: true });
  }

  override async onBatchEnd(_batch: number, logs: Logs = {}) {
    const { batches } = this.progress;
    const seconds = (performance.now() - this.ended) / 1000;
    const values = { ...(await numbersOf(logs)), seconds };
    for (const [name, value] of Object.entries(values)) {
      batches[name] ??= [];
      batches[name].push(value);
    }
    this.progress.begun++;
    await this.onBatch(values);
    await tf.nextFrame(); // for Ctrl-C and the progress bar: tf.js's yieldEvery is for callbacks that are plain objects
    this.ended = performance.now();
  }
}

async function numbersOf({ batch: _, ...logs }: Logs): Promise<Record<string, number>> {
  const numbers = Object.entries(logs).map(async ([name, value]) => {
    const number = typeof value === 'number' ? value : (await value.data())[0];
    return [name, number as number] as const;
  });
  return Object.fromEntries(await Promise.all(numbers));
}

/** The values of every batch, one after another. */
export function everyBatch(batches: FitHistory): BatchValues[] {
  const names = Object.keys(batches);
  return (batches['size'] ?? []).map((_, i) =>
    Object.fromEntries(names.map((name) => [name, batches[name]?.[i] as number])),
  );
}

/** The mean of a value over the samples of the last batches. */
export function meanOf(batches: readonly BatchValues[], name: string): number {
  const sum = (term: (batch: BatchValues) => number) =>
    batches.reduce((total, batch) => total + term(batch), 0);
  const size = (batch: BatchValues) => batch['size'] as number;
  return sum((batch) => size(batch) * (batch[name] as number)) / sum(size);
}
