import { named } from '../internal/named';
import {
  answersAlike,
  guesses,
  isWorseThanChance,
  keepsValue,
  shareOfConstant,
} from './constantAnswer';
import {
  courseOf,
  endOf,
  fallOf,
  least,
  mean,
  median,
  startOf,
  steps,
  stretches,
} from './curveCourse';
import { type TrainingCurves, type TrainingHistory, trainingCurves } from './trainingCurves';

export interface LearningRateDiagnosis {
  /** What the learning rate was for this training. */
  readonly verdict: 'tooSmall' | 'small' | 'ok' | 'large' | 'tooLarge';
  /** What in the curves says so: clauses without a full stop, with epochs counted from 1. */
  readonly evidence: readonly string[];
}

/** Fewer epochs make no curve. */
const LEAST_EPOCHS = 3;
/** Falls of the loss, of the first epoch's: noise at most, next to nothing at most, the same without an accuracy, and most of it. */
const HARDLY = 0.03;
const LITTLE = 0.08;
const LITTLE_ALONE = 0.2;
const MOST = 0.65;
/** The same from the first epoch to the second, which a small rate does not make. */
const QUICK = 0.125;
/** A share of the earlier half's fall in the later half that is a loss which levels out. */
const LEVEL = 0.3;
/** A loss, of what one answer to all samples costs, that is better. */
const BETTER = 0.8;
/** So many epochs that the loss should have levelled out. */
const LONG = 200;
/** Steps up, of the loss's beginning, that are jumps, and of the loss itself, on average, that are restless. */
const JUMP = 0.05;
const RESTLESS = 0.01;
/** A share of epochs that is again and again. */
const OFTEN = 0.1;

/**
 * Judges a learning rate by the training curves, as the source document does by eye:
 *
 * | verdict | curves of the training set |
 * | --- | --- |
 * | `tooSmall` | next to nothing is learnt: the loss falls by less than a twelfth, or no further than to what one answer to all samples costs |
 * | `small` | the network learns, but is far from done: the loss has not fallen by two thirds yet, and goes on falling, or levels out near what one answer costs; or, in hundreds of epochs, it falls smoothly by as large a factor in the later half as in the earlier one |
 * | `ok` | the loss has fallen by two thirds; or it levels out, or falls by an eighth in the first epoch already, and the accuracy tells it from that of one answer |
 * | `large` | the network learns, but while the loss falls it jumps up again and again: at least twice, and after a tenth of the epochs |
 * | `tooLarge` | the loss is NaN, or ends far above its minimum; or nothing is learnt, and the loss wanders up and down, falls in the first epoch alone, or is far above that of answers by chance |
 *
 * So a flat loss is a rate that is too small, unless it is restless or came down in the first epoch. That nothing is learnt
 * beyond one answer to all samples is read from the accuracy: it is that of guesses, or the loss is nearly the cross-entropy of an
 * answer that is right as often. Without an accuracy, a fall by a fifth is next to nothing, and a loss that levels out is not `ok`
 * before it has fallen by two thirds.
 *
 * What is guessed is how far the training came, in these epochs, on the way from nothing learnt to the least loss that any rate
 * leads to: `ok` is three quarters of it, `small` and `large` are less, `tooSmall` and `tooLarge` less than a tenth.
 *
 * These are rules of thumb for a training from initial weights, and for the epochs that there are: a rate that is too small for
 * five may do for five hundred, and where five are too few for any rate, the best one is small, too. Where the validation
 * loss has turned upwards, which is overfitting and not the rate's fault, the evidence adds so.
 *
 * @param history what model.fit gives, or its `history`: `loss` of at least 3 epochs, and, where they are there, an accuracy of
 *   the training set (`acc`) and `val_loss`
 * @returns the verdict, and sentences with the numbers that it goes by
 * @throws where there is no such loss, where a loss is negative, an accuracy not from 0 to 1 or no number (NaN, or null for it, is
 *   one), and where loss and accuracy differ in length
 * @example
 * const { verdict, evidence } = diagnoseLearningRate({ loss: [1, 1.2, 3, 9], acc: [0.5, 0.5, 0.4, 0.5] });
 * verdict; // → 'tooLarge'
 * evidence[0]; // → 'the loss was 1 in epoch 1, and is at least 3 in the end'
 */
export function diagnoseLearningRate(
  history: TrainingHistory | { readonly history: TrainingHistory },
): LearningRateDiagnosis {
  return named('diagnoseLearningRate', () => {
    const curves = trainingCurves(history, LEAST_EPOCHS);
    const { verdict, evidence } =
      diverged(curves) ?? notLearnt(curves) ?? unsteady(curves) ?? speed(curves);
    return { verdict, evidence: [...evidence, ...overfitting(curves)] };
  });
}

function diverged({ loss }: TrainingCurves): LearningRateDiagnosis | undefined {
  const broken = loss.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0)
    return verdictOf('tooLarge', `the loss is ${loss[broken]} in epoch ${broken + 1}`);
  const best = least(loss);
  const end = least(loss.slice(-Math.max(2, Math.ceil(loss.length / 20))));
  if (end <= Math.max((beginning(loss) + best) / 2, 1.1 * best)) return undefined;
  const at = `${digits(best)} in epoch ${loss.indexOf(best) + 1}`;
  return verdictOf('tooLarge', `the loss was ${at}, and is at least ${digits(end)} in the end`);
}

const verdictOf = (
  verdict: LearningRateDiagnosis['verdict'],
  ...evidence: string[]
): LearningRateDiagnosis => ({ verdict, evidence });

/** The loss of the second epoch, unless it is small beside that of the first, which may be huge. */
const beginning = ([first, second]: readonly number[]): number =>
  Math.max(second as number, (first as number) / 10);

function notLearnt({ loss, accuracy }: TrainingCurves): LearningRateDiagnosis | undefined {
  if (!accuracy) return notFallen(loss);
  if (endOf(accuracy) === 1) return undefined;
  const alike = guesses(loss, accuracy) || answersAlike(loss, accuracy);
  if (fallOf(loss) >= LITTLE && !alike) return undefined;
  const said = [course('accuracy', accuracy), course('loss', loss)];
  if (alike) said.push('one answer to all samples does as well');
  const wrong = wrongSteps(loss, accuracy, alike);
  if (wrong) return verdictOf('tooLarge', ...said, wrong);
  // more than one answer, if not by much: a constant one would keep its accuracy
  const isSome = alike ? fallOf(loss) >= LITTLE : fallOf(loss) >= HARDLY && levelsOut(loss);
  return verdictOf(isSome && !keepsValue(accuracy) ? 'small' : 'tooSmall', ...said);
}

/** What steps that are too small do not do. */
function wrongSteps(
  loss: readonly number[],
  accuracy: readonly number[],
  alike: boolean,
): string | undefined {
  if (isWorseThanChance(loss, accuracy)) return 'the loss is far above that of answers by chance';
  if (isRestless(loss)) return 'the loss wanders up and down';
  const times = guesses(loss, accuracy) ? 1 : 3;
  return alike && fellAtOnce(loss, times) ? 'the loss falls in the first epoch alone' : undefined;
}

/** The same where no accuracy tells what is learnt. */
function notFallen(loss: readonly number[]): LearningRateDiagnosis | undefined {
  const isFlat = endOf(loss) > (1 - HARDLY) * (loss[1] as number);
  const isLittle = fallOf(loss) < LITTLE_ALONE;
  if (!isLittle && !(isFlat && fellAtOnce(loss, 3))) return undefined;
  const said = course('loss', loss);
  if (isRestless(loss)) return verdictOf('tooLarge', said, 'it wanders up and down');
  if (fellAtOnce(loss, 3)) return verdictOf('tooLarge', said, 'it falls in the first epoch alone');
  return verdictOf('tooSmall', said);
}

/** It rises by a hundredth of itself in an epoch, on average. */
function isRestless(loss: readonly number[]): boolean {
  const rises = steps(loss).reduce((sum, step) => sum + Math.max(0, step), 0);
  return rises > RESTLESS * (loss.length - 1) * endOf(loss);
}

/** The first epoch's loss stands above all later ones, by so many times as much as these differ. */
function fellAtOnce(loss: readonly number[], times: number): boolean {
  const later = stretches(loss).map(mean);
  const [low, high] = [least(later), Math.max(...later)];
  const noise = Math.max(0.006, 0.06 / loss.length) * high;
  const drop = (loss[0] as number) - high;
  const atOnce = (loss[0] as number) - (loss[1] as number) > 0.6 * ((loss[0] as number) - low);
  return atOnce && high - low < LITTLE * high && drop > Math.max(times * (high - low), noise);
}

function unsteady({ loss, accuracy }: TrainingCurves): LearningRateDiagnosis | undefined {
  const jump = JUMP * beginning(loss);
  // what follows has made all of the way but for a jump's height
  const descent = loss.findLastIndex((value) => value > least(loss) + jump) + 1;
  const fall = loss.slice(0, descent + 1);
  const jumps = steps(fall).filter((step) => step > jump).length;
  const isLarge = jumps > 1 && jumps >= OFTEN * (fall.length - 1);
  if (!isLarge && (accuracy || !endsRough(loss))) return undefined;
  const why = isLarge
    ? `it jumps up after ${jumps} of the ${fall.length - 1} epochs of its fall`
    : 'it does not come to rest';
  return verdictOf('large', course('loss', loss), why);
}

/** In the later half it rises by a tenth of itself after every fourth epoch. */
function endsRough(loss: readonly number[]): boolean {
  if (!((loss[0] as number) > 3 * (loss[1] as number))) return false;
  const half = loss.slice(loss.length >> 1);
  const high = steps(half).filter((step, i) => step > (half[i] as number) / 10).length;
  return high > 1 && high >= (half.length - 1) / 4;
}

/** How far the network has come, and whether it goes on. */
function speed({ loss, accuracy }: TrainingCurves): LearningRateDiagnosis {
  const said = course('loss', loss);
  if (isSlow(loss)) return verdictOf('small', said, 'it goes on falling by as large a factor');
  const levels = levelsOut(loss);
  const isGood = accuracy !== undefined && isBetter(loss, accuracy) && (levels || isQuick(loss));
  const isDone = fallOf(loss) >= MOST || isGood || (accuracy && endOf(accuracy) === 1);
  const share = Math.round(100 * fallOf(loss));
  const how = `it has fallen by ${share} %, and ${levels ? 'levels out' : 'goes on falling'}`;
  return verdictOf(isDone ? 'ok' : 'small', said, how);
}

/** No constant answer has this accuracy, which changes, or this loss. */
const isBetter = (loss: readonly number[], accuracy: readonly number[]): boolean =>
  !keepsValue(accuracy) || shareOfConstant(loss, accuracy) < BETTER;

/** Where the first epoch does much, the rate is not small, whatever is left to do. */
const isQuick = ([first, second]: readonly number[]): boolean =>
  (second as number) < (1 - QUICK) * (first as number);

/** Little of its fall is in the later half of the epochs. */
function levelsOut(loss: readonly number[]): boolean {
  const { middle, end } = courseOf(loss, mean);
  return middle - end < LEVEL * (startOf(loss) - middle);
}

/** It falls smoothly all the time: in hundreds of epochs a good rate does most of its work in the earlier half. */
function isSlow(loss: readonly number[]): boolean {
  const { middle, end } = courseOf(loss, median);
  const rises = steps(loss).filter((step) => step > 0).length;
  const goesOn = end > 0 && middle / end > (loss[0] as number) / middle;
  return goesOn && loss.length >= LONG && rises < OFTEN * loss.length;
}

function overfitting({ loss, validationLoss }: TrainingCurves): string[] {
  if (!validationLoss) return [];
  const [best, last] = [least(validationLoss), validationLoss.at(-1) as number];
  if (!(last > 1.1 * best)) return [];
  const isOfEach = validationLoss.length === loss.length; // else the epochs are not known
  const when = isOfEach ? `after epoch ${validationLoss.indexOf(best) + 1}` : 'after its least';
  return [
    `the validation loss rises ${when}, from ${digits(best)} to ${digits(last)}: overfitting`,
  ];
}

const course = (name: string, values: readonly number[]): string =>
  `the ${name} goes from ${digits(values[0] as number)} to ${digits(values.at(-1) as number)}`;

const digits = (value: number): string => String(Number(value.toPrecision(4)));
