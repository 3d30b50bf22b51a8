import { named } from '../internal/named';
import { type TrainingCurves, type TrainingHistory, trainingCurves } from './trainingCurves';

export interface LearningRateDiagnosis {
  /** What the learning rate was for this training. */
  readonly verdict: 'tooSmall' | 'small' | 'ok' | 'large' | 'tooLarge';
  /** What in the curves says so: clauses without a full stop, with epochs counted from 1. */
  readonly evidence: readonly string[];
}

/** Fewer epochs make no curve. */
const LEAST_EPOCHS = 3;
/** Longer curves are looked at in so many stretches, so that noise does not pass for a trend. */
const STRETCHES = 8;
/** Falls of the loss, of the first epoch's, that are noise at most, next to nothing at most, and most of what there is. */
const HARDLY = 0.03;
const LITTLE = 0.08;
const MOST = 0.65;
/** A share of the earlier half's fall in the later half that is a loss which levels out. */
const LEVEL = 0.3;
/** So many epochs that the loss should have levelled out. */
const LONG = 200;
/** Steps up, of the loss's beginning, that are jumps, and of the loss itself, on average, that are restless. */
const JUMP = 0.05;
const RESTLESS = 0.01;
/** A share of epochs that is again and again. */
const OFTEN = 0.1;
/** Where accuracies and losses are those of one answer to all samples, but for luck. */
const LUCK = 0.06;
const ALIKE = 0.9;
/** How much more than that of an answer by chance a loss is, in nats, that initial weights do not have. */
const WORSE = 3;

/**
 * Judges a learning rate by the training curves, as the source document does by eye:
 *
 * | verdict | curves of the training set |
 * | --- | --- |
 * | `tooSmall` | next to nothing is learnt: the loss falls by less than a twelfth, or no further than to what one answer to all samples costs |
 * | `small` | the network learns, but is far from done: the loss has not fallen by two thirds yet, and does not level out; or, in hundreds of epochs, it falls by as large a factor in the later half as in the earlier one |
 * | `ok` | the loss has fallen by two thirds, or it levels out and the accuracy tells it from that of one answer |
 * | `large` | the network learns, but while the loss falls it jumps up again and again: at least twice, and after a tenth of the epochs |
 * | `tooLarge` | the loss is NaN, or ends far above its minimum; or nothing is learnt, and the loss wanders up and down, falls in the first epoch alone, or is far above that of answers by chance |
 *
 * So a flat loss is a rate that is too small, unless it is restless or came down in the first epoch. That nothing is learnt
 * beyond one answer to all samples is read from the accuracy, which keeps its value or is that of guesses.
 *
 * These are rules of thumb for a training from initial weights, and for the epochs that there are: a rate that is too small for
 * five may do for five hundred, and where five are too few for any rate, the best one is small, too. Where the validation
 * loss has turned upwards, which is overfitting and not the rate's fault, the evidence adds so.
 *
 * @param history what model.fit gives, or its `history`: `loss` of at least 3 epochs, and, where they are there, an accuracy of
 *   the training set (`acc`) and `val_loss`
 * @throws where there is no such loss, where a loss is negative, an accuracy not from 0 to 1 or no number (NaN, or null for it, is
 *   one), and where loss and accuracy differ in length
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
    return { verdict: 'tooLarge', evidence: [`the loss is ${loss[broken]} in epoch ${broken + 1}`] };
  const best = least(loss);
  const end = least(loss.slice(-Math.max(2, Math.ceil(loss.length / 20))));
  if (end <= Math.max((beginning(loss) + best) / 2, 1.1 * best)) return undefined;
  const at = `${digits(best)} in epoch ${loss.indexOf(best) + 1}`;
  const evidence = [`the loss was ${at}, and is at least ${digits(end)} in the end`];
  return { verdict: 'tooLarge', evidence };
}

/** The loss of the second epoch, unless it is small beside that of the first, which may be huge. */
const beginning = ([first, second]: readonly number[]): number =>
  Math.max(second as number, (first as number) / 10);

function notLearnt({ loss, accuracy }: TrainingCurves): LearningRateDiagnosis | undefined {
  const guessed = accuracy !== undefined && guesses(loss, accuracy);
  const alike = guessed || (accuracy !== undefined && answersAlike(loss, accuracy));
  const fall = fallOf(loss);
  if (fall >= LITTLE && !alike) return undefined;
  const evidence = [
    ...(accuracy ? [course('accuracy', accuracy)] : []),
    course('loss', loss),
    ...(alike ? ['one answer to all samples does as well'] : []),
  ];
  const because = (verdict: LearningRateDiagnosis['verdict'], ...why: string[]) => ({
    verdict,
    evidence: [...evidence, ...why],
  });
  if (accuracy && isWorseThanChance(loss, accuracy))
    return because('tooLarge', 'the loss is far above that of answers by chance');
  if (isRestless(loss)) return because('tooLarge', 'the loss wanders up and down');
  if ((alike || !accuracy) && fellAtOnce(loss, guessed ? 1 : 3))
    return because('tooLarge', 'the loss falls in the first epoch alone');
  if (!alike && fall >= HARDLY && levelsOut(loss)) return because('small', 'the loss levels out');
  return because('tooSmall', ...(fall < HARDLY ? ['the loss hardly falls'] : []));
}

/** As many answers are wrong as where all classes, of which there are two at least, are equally probable: 1 - e^-loss of them. */
function guesses(loss: readonly number[], accuracy: readonly number[]): boolean {
  const chance = Math.exp(-endOf(loss));
  return chance < 0.5 + LUCK && 1 - endOf(accuracy) > (1 - LUCK) * (1 - chance);
}

/** What one answer to all samples does: the accuracy keeps its value, and the loss is what this share of a class allows. */
function answersAlike(loss: readonly number[], accuracy: readonly number[]): boolean {
  const later = accuracy.slice(Math.floor(accuracy.length / 4));
  const share = median(later);
  const same = later.filter((value) => Math.abs(value - share) <= 0.001).length;
  const keepsValue = same >= later.length / 2 || isSpike(loss, accuracy);
  return share < 1 && keepsValue && endOf(loss) > ALIKE * constantLoss(share, loss);
}

/** Nothing happens after a first epoch of a far larger loss. */
function isSpike(loss: readonly number[], accuracy: readonly number[]): boolean {
  const [first, second] = loss as [number, number];
  const { early, end } = courseOf(accuracy, mean);
  return first > 1.5 * second && endOf(loss) > (1 - LITTLE) * second && end - early < LUCK;
}

/** The cross-entropy of one answer, right for a share, all other classes alike: e^loss, in the beginning, are there in all. */
function constantLoss(share: number, loss: readonly number[]): number {
  const others = Math.max(1, Math.exp(loss[1] as number) - 1);
  return -share * Math.log(share || 1) - (1 - share) * Math.log((1 - share) / others);
}

/** Wrong answers that the network is sure of. Chance among n classes is right for 1/n, and costs ln n. */
const isWorseThanChance = (loss: readonly number[], accuracy: readonly number[]): boolean =>
  endOf(loss) > WORSE - 2 * Math.log(endOf(accuracy));

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
  return high - low < LITTLE * high && drop > Math.max(times * (high - low), noise);
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
  return { verdict: 'large', evidence: [course('loss', loss), why] };
}

/** In the later half it rises by a tenth of itself after every fourth epoch. */
function endsRough(loss: readonly number[]): boolean {
  const half = loss.slice(loss.length >> 1);
  const high = steps(half).filter((step, i) => step > (half[i] as number) / 10).length;
  return high > 1 && high >= (half.length - 1) / 4;
}

/** How far the network has come, and whether it goes on. */
function speed({ loss, accuracy }: TrainingCurves): LearningRateDiagnosis {
  const evidence = (why: string) => [course('loss', loss), why];
  if (isSlow(loss))
    return { verdict: 'small', evidence: evidence('it goes on falling by as large a factor') };
  const levels = levelsOut(loss);
  const isDone = fallOf(loss) >= MOST || (levels && accuracy !== undefined);
  return {
    verdict: isDone ? 'ok' : 'small',
    evidence: evidence(
      `it has fallen by ${Math.round(100 * fallOf(loss))} %, and ${levels ? 'levels out' : 'goes on falling'}`,
    ),
  };
}

/** Of the first epoch's loss, until the end. */
function fallOf(loss: readonly number[]): number {
  const first = loss[0] as number;
  return first === 0 ? 1 : 1 - endOf(loss) / first;
}

/** Little of its fall is in the later half of the epochs. */
function levelsOut(loss: readonly number[]): boolean {
  const { middle, end } = courseOf(loss, mean);
  return middle - end < LEVEL * ((loss[0] as number) - middle);
}

/** In hundreds of epochs a good rate does most of its work in the earlier half. */
function isSlow(loss: readonly number[]): boolean {
  const { middle, end } = courseOf(loss, median);
  return loss.length >= LONG && end > 0 && middle / end > (loss[0] as number) / middle;
}

function overfitting({ validationLoss }: TrainingCurves): string[] {
  if (!validationLoss) return [];
  const [best, last] = [least(validationLoss), validationLoss.at(-1) as number];
  if (!(last > 1.1 * best)) return [];
  const epoch = validationLoss.indexOf(best) + 1;
  return [
    `the validation loss rises after epoch ${epoch}, from ${digits(best)} to ${digits(last)}: overfitting`,
  ];
}

/** Neighbouring epochs from the second one on, in eight parts at most. */
function stretches(values: readonly number[]): number[][] {
  const later = values.slice(1);
  const size = Math.ceil(later.length / STRETCHES);
  const count = Math.ceil(later.length / size);
  return Array.from({ length: count }, (_, i) => later.slice(i * size, (i + 1) * size));
}

/** The first stretch, the one before the middle, and the last. */
function courseOf(values: readonly number[], centre: (some: readonly number[]) => number) {
  const parts = stretches(values).map(centre) as [number, ...number[]];
  const middle = parts[Math.ceil(parts.length / 2) - 1] as number;
  return { early: parts[0], middle, end: parts.at(-1) as number };
}

const endOf = (values: readonly number[]): number => courseOf(values, mean).end;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] as number;

const steps = (values: readonly number[]): number[] =>
  values.slice(1).map((value, i) => value - (values[i] as number));

const course = (name: string, values: readonly number[]): string =>
  `the ${name} goes from ${digits(values[0] as number)} to ${digits(values.at(-1) as number)}`;

/** NaN where there is one. */
const least = (values: readonly number[]): number =>
  values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);

const digits = (value: number): string => String(Number(value.toPrecision(4)));
