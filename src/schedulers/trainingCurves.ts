import { check } from '../internal/check';

/** Values of every epoch by name, as in the `history` of what model.fit returns. */
export type TrainingHistory = Readonly<Record<string, ArrayLike<unknown>>>;

/** The curves that say how a training went. */
export interface TrainingCurves {
  /** Of the training set, as all but those that begin with `validation`. */
  readonly loss: readonly number[];
  readonly accuracy?: readonly number[];
  readonly validationLoss?: readonly number[];
  readonly validationBalancedAccuracy?: readonly number[];
  /** How many classes the validation's sensitivities tell apart; 0 where there are none. */
  readonly classes: number;
}

/** Picks them out of a history, whose `loss` has a value for each of at least `leastEpochs`. */
export function trainingCurves(
  caller: string,
  given: TrainingHistory | { readonly history: TrainingHistory },
  leastEpochs: number,
): TrainingCurves {
  const history = logsOf(given);
  const names = Object.keys(history ?? {});
  const loss = numbers(history?.['loss']);
  check(
    loss !== undefined && loss.length >= leastEpochs,
    caller,
    `the history must hold a loss for each of at least ${leastEpochs} epochs, but it holds ${
      loss ? `${loss.length}` : `[${names}]`
    }`,
  );
  const accuracyName = names.find((name) => /acc/i.test(name) && !/^val_|balanced/i.test(name));
  return {
    loss,
    ...curve('accuracy', accuracyName === undefined ? undefined : history[accuracyName]),
    ...curve('validationLoss', history['val_loss']),
    ...curve('validationBalancedAccuracy', history['val_balancedAccuracy']),
    classes: names.filter((name) => name.startsWith('val_sensitivity_')).length,
  };
}

function logsOf(given: TrainingHistory | { readonly history: TrainingHistory }): TrainingHistory {
  const inner = given?.history;
  return (inner && !('length' in inner) ? inner : given) as TrainingHistory;
}

const curve = (name: string, values: ArrayLike<unknown> | undefined) => {
  const found = numbers(values);
  return found ? { [name]: found } : {};
};

const numbers = (values: ArrayLike<unknown> | undefined): number[] | undefined =>
  values && Array.from(values, Number);
