import { check } from '../internal/check';

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
  const history = logsOf(given) ?? {};
  const names = Object.keys(history);
  const loss = numbers(history['loss']);
  check(
    loss !== undefined && loss.length >= leastEpochs,
    `the history must hold a loss for each of at least ${leastEpochs} epochs, but it holds ${
      loss ? `${loss.length}` : `[${names}]`
    }`,
  );
  const accuracy = names.find((name) => /acc/i.test(name) && !/^val_|balanced/i.test(name));
  return {
    loss,
    accuracy: accuracy === undefined ? undefined : numbers(history[accuracy]),
    validationLoss: numbers(history['val_loss']),
  };
}

function logsOf(given: TrainingHistory | { readonly history: TrainingHistory }): TrainingHistory {
  const inner = given?.history;
  return (inner && !('length' in inner) ? inner : given) as TrainingHistory;
}

/** JSON has null for NaN. */
const numbers = (values: ArrayLike<unknown> | undefined): number[] | undefined =>
  values && Array.from(values, (value) => (value === null ? Number.NaN : Number(value)));
