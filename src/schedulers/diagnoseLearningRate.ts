import { type TrainingCurves, type TrainingHistory, trainingCurves } from './trainingCurves';

export interface LearningRateDiagnosis {
  readonly verdict: 'tooSmall' | 'ok' | 'large' | 'tooLarge';
  /** What in the curves says so: clauses without a full stop. */
  readonly evidence: readonly string[];
}

/** Fewer make no curve. */
const LEAST_EPOCHS = 3;
/** A change of accuracy that is learning. */
const ACCURACY_GAIN = 0.04;
/** An accuracy, or distance of the balanced one from chance, that is not that of a network which has learnt nothing. */
const HIGH_ACCURACY = 0.9;
const ABOVE_CHANCE = 0.1;
/** A fall of the loss, of its value in the second epoch or in the first, that is learning where no accuracy is known. */
const LOSS_FALL = 0.1;
const LOSS_COLLAPSE = 0.95;
/** In means of up to so many stretches: a share of falls, and of the first half's fall in the second half, that is steady. */
const BLOCKS = 8;
const STEADY = 0.75;
const LASTING = 0.25;
/** A rise between epochs, of the loss's whole fall, that is a jump; and a share of jumps that is unsteady. */
const JUMP = 0.05;
const UNSTEADY = 0.25;

/**
 * Judges a learning rate by the training curves, as the source document does by eye:
 *
 * | verdict | curves of the training set |
 * | --- | --- |
 * | `tooSmall` | the accuracy stands still, while the loss goes on falling |
 * | `tooLarge` | neither moves, or the loss jumps about without falling, ends far above its minimum or is NaN |
 * | `large` | the network learns, but in every fourth epoch or more the loss jumps up |
 * | `ok` | the network learns |
 *
 * These are rules of thumb for the epochs that there are: a rate that is too small for five may do for five hundred. Where the
 * validation loss has turned upwards, which is overfitting and not the rate's fault, the evidence adds so.
 *
 * @param history what model.fit gives, or its `history`: `loss` of at least 3 epochs; an accuracy (`acc`), `val_loss` and the
 *   values of `epochMetrics` are used where they are there
 * @throws where there is no such loss
 */
export function diagnoseLearningRate(
  history: TrainingHistory | { readonly history: TrainingHistory },
): LearningRateDiagnosis {
  const curves = trainingCurves('diagnoseLearningRate', history, LEAST_EPOCHS);
  const { verdict, evidence } = diverged(curves) ?? stuck(curves) ?? unsteady(curves);
  return { verdict, evidence: [...evidence, ...overfitting(curves)] };
}

function diverged({ loss }: TrainingCurves): LearningRateDiagnosis | undefined {
  const broken = loss.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) return tooLarge(`the loss is ${loss[broken]} in epoch ${broken + 1}`);
  const [first, best] = [loss[0] as number, Math.min(...loss)];
  const end = Math.min(...loss.slice(-Math.max(2, Math.ceil(loss.length / 4))));
  if (end <= Math.max((first + best) / 2, (1 + LOSS_FALL) * best)) return undefined;
  const at = `${digits(best)} in epoch ${loss.indexOf(best) + 1}`;
  return tooLarge(`the loss was ${at}, and is at least ${digits(end)} in the end`);
}

const tooLarge = (...evidence: string[]): LearningRateDiagnosis => ({
  verdict: 'tooLarge',
  evidence,
});

function stuck(curves: TrainingCurves): LearningRateDiagnosis | undefined {
  if (hasLearnt(curves)) return undefined;
  const { loss, accuracy } = curves;
  const still = accuracy ? [`the accuracy stays at ${digits(accuracy.at(-1) as number)}`] : [];
  const fall = `from ${digits(loss[1] as number)} in epoch 2 to ${digits(loss.at(-1) as number)}`;
  if (!fallsSteadily(loss.slice(1)))
    return tooLarge(...still, `the loss does not fall steadily: ${fall}`);
  return { verdict: 'tooSmall', evidence: [...still, `the loss falls slowly: ${fall}`] };
}

/** The first epoch is left out where it may be no more than the way from the initial weights to a constant answer. */
function hasLearnt(curves: TrainingCurves): boolean {
  const { loss, accuracy, validationBalancedAccuracy, classes } = curves;
  const balanced = validationBalancedAccuracy?.at(-1);
  if (balanced !== undefined && classes > 0 && balanced > 1 / classes + ABOVE_CHANCE) return true;
  if (accuracy) {
    const best = Math.max(...accuracy);
    return best >= HIGH_ACCURACY || best - (accuracy[1] as number) >= ACCURACY_GAIN;
  }
  const [first, second, best] = [loss[0] as number, loss[1] as number, Math.min(...loss)];
  return second - best >= LOSS_FALL * second || first - best >= LOSS_COLLAPSE * first;
}

/** Most of the curve falls, its later half as well as its earlier one: a curve that levels out does not. */
function fallsSteadily(curve: readonly number[]): boolean {
  const loss = blockMeans(curve);
  const steps = loss.slice(1).map((value, i) => (loss[i] as number) - value);
  const falling = steps.filter((step) => step > 0).length;
  const middle = loss[Math.floor(steps.length / 2)] as number;
  const [early, late] = [(loss[0] as number) - middle, middle - (loss.at(-1) as number)];
  return falling >= STEADY * steps.length && late > 0 && late >= LASTING * early;
}

/** The means of neighbouring values, so that noise does not hide a slow fall. */
function blockMeans(values: readonly number[]): number[] {
  const size = Math.ceil(values.length / BLOCKS);
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) => {
    const block = values.slice(i * size, (i + 1) * size);
    return block.reduce((sum, value) => sum + value, 0) / block.length;
  });
}

function unsteady({ loss }: TrainingCurves): LearningRateDiagnosis {
  const [first, last, best] = [loss[0] as number, loss.at(-1) as number, Math.min(...loss)];
  const jumps = loss
    .slice(1)
    .filter((value, i) => value - (loss[i] as number) > JUMP * (first - best));
  const steps = loss.length - 1;
  const fall = `the loss falls from ${digits(first)} to ${digits(last)}`;
  const often = jumps.length > 1 && jumps.length >= UNSTEADY * steps;
  return {
    verdict: often ? 'large' : 'ok',
    evidence: [fall, `it jumps up after ${jumps.length} of ${steps} epochs`],
  };
}

function overfitting({ validationLoss }: TrainingCurves): string[] {
  if (!validationLoss) return [];
  const [best, last] = [Math.min(...validationLoss), validationLoss.at(-1) as number];
  if (!(last > (1 + LOSS_FALL) * best)) return [];
  const epoch = validationLoss.indexOf(best) + 1;
  return [
    `the validation loss rises after epoch ${epoch}, from ${digits(best)} to ${digits(last)}: overfitting`,
  ];
}

const digits = (value: number): string => String(Number(value.toPrecision(4)));
