import { checkKind } from '../internal/check';
import { number, numberFrom } from '../internal/kinds';
import { named } from '../internal/named';
import type { EpochSchedule, Schedule } from './schedule';

const epochKind = numberFrom(0);

/** A schedule of the name of the function that makes it, which refuses what is no epoch and no rate. */
export const checkedSchedule =
  (name: string, schedule: Schedule): EpochSchedule =>
  (epoch, learningRate) =>
    named(name, () => {
      checkKind('epoch', epoch, epochKind);
      if (learningRate !== undefined) checkKind('learningRate', learningRate, number);
      return schedule(epoch, learningRate as number);
    });
