import { batch, signal } from '@preact/signals';
import { proxy } from 'comlink';
import { type Epoch, type ScheduleName, scheduleNames } from '../worker/protocol';
import { inAddress, numberInAddress } from './route';
import { withWorker } from './worker';

const schedule = inAddress('schedule', 'constant');

/** What the learning-rate view is set to, and the training that runs. */
export const training = {
  /** The rate's decimal logarithm. */
  exponent: numberInAddress('rate', -2.5),
  epochs: numberInAddress('epochs', 8),
  schedule: {
    get value(): ScheduleName {
      return scheduleNames.find((each) => each === schedule.value) ?? 'constant';
    },
    set value(name: ScheduleName) {
      schedule.value = name;
    },
  },
  told: signal<readonly Epoch[]>([]),
  runs: signal(false),
  isPaused: signal(false),
  failure: signal<string | undefined>(undefined),
};

export async function startTraining(): Promise<void> {
  const settings = {
    ...{ rate: 10 ** training.exponent.value, epochs: training.epochs.value },
    schedule: training.schedule.value,
  };
  batch(() => {
    training.told.value = [];
    training.runs.value = true;
    training.isPaused.value = false;
    training.failure.value = undefined;
  });
  try {
    await withWorker((api) =>
      api.train(
        settings,
        proxy((epoch: Epoch) => {
          training.told.value = [...training.told.value, epoch];
        }),
      ),
    );
  } catch (error) {
    training.failure.value = (error as Error).message;
  } finally {
    training.runs.value = false;
  }
}

/** Has the training wait, or go on. */
export function pause(): void {
  const isPaused = !training.isPaused.value;
  training.isPaused.value = isPaused;
  void withWorker((api) => api.pause(isPaused));
}

/** Ends a training or a selection. */
export const cancel = () => withWorker((api) => api.cancel());
