import { checkKind } from '../internal/check';
import { numberFrom } from '../internal/kinds';
import { named } from '../internal/named';
import type { Schedule } from './schedule';

const epochKind = numberFrom(0);

/** A schedule of the name of the function that makes it, which refuses what is no epoch. */
export const checkedSchedule =
  (name: string, schedule: Schedule): Schedule =>
  (epoch, learningRate) =>
    named(name, () => {
      checkKind('epoch', epoch, epochKind);
      return schedule(epoch, learningRate);
    });
