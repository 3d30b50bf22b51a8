import { check, checkKind, reading } from '../internal/check';
import { type Kind, list, record } from '../internal/kinds';
import { shown } from '../internal/shown';

/** Values of every epoch by name, as in the `history` of what model.fit returns. */
export type TrainingHistory = Readonly<Record<string, ArrayLike<unknown>>>;

/** The curves that say how a training went. */
export interface TrainingCurves {
  readonly loss: readonly number[];
  readonly accuracy?: readonly number[] | undefined;
  readonly validationLoss?: readonly number[] | undefined;
}

/** Picks them out of a history, whose `loss` has a value for each of at least `leastEpochs`. */
export function trainingCurves(
  given: TrainingHistory | { readonly history: TrainingHistory },
  leastEpochs: number,
): TrainingCurves {
  return reading('the history', () => {
    const history = historyOf(given);
    const names = Object.keys(history);
    for (const name of names) checkKind(`${shown(name)} of the history`, history[name], list);
    const loss = curve(history, 'loss', positive);
    check(
      loss !== undefined && loss.length >= leastEpochs,
      `the history must hold a loss for each of at least ${leastEpochs} epochs, but it holds ${
        loss ? `${loss.length}` : shown(names)
      }`,
    );
    const accuracy = names.find((name) => /acc/i.test(name) && !/^val_|balanced/i.test(name));
    const curves = {
      loss,
      accuracy: accuracy === undefined ? undefined : curve(history, accuracy, share),
      validationLoss: curve(history, 'val_loss', positive),
    };
    check(
      curves.accuracy === undefined || curves.accuracy.length === loss.length,
      `the accuracy must have as many epochs as the loss, ${loss.length}, but it has ${curves.accuracy?.length}`,
    );
    return curves;
  });
}

/** The values of what model.fit gives, which is of a class of its own, or of a plain object. */
function historyOf(given: unknown): TrainingHistory {
  checkKind('the history', given, record);
  const { history } = given as { readonly history?: unknown };
  return (record.holds(history) ? history : given) as TrainingHistory;
}

const nanOr = (holds: (value: number) => boolean, described: string): Kind => ({
  holds: (value) => typeof value === 'number' && (Number.isNaN(value) || holds(value)),
  described,
});
const positive = nanOr((value) => value >= 0, 'a number that is not negative');
const share = nanOr((value) => value >= 0 && value <= 1, 'a number from 0 to 1');

/** JSON has null for NaN. */
function curve(history: TrainingHistory, name: string, kind: Kind): number[] | undefined {
  const given = Object.hasOwn(history, name) ? history[name] : undefined;
  if (given === undefined) return undefined;
  const values: number[] = [];
  for (let epoch = 0, { length } = given; epoch < length; epoch++) {
    const value = given[epoch];
    if (value !== null && !kind.holds(value))
      checkKind(`${shown(name)} of epoch ${epoch + 1}`, value, kind);
    values.push(value === null ? Number.NaN : (value as number));
  }
  return values;
}
