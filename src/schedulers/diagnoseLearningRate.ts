import { named } from '../internal/named';
import { type TrainingCurves, type TrainingHistory, trainingCurves } from './trainingCurves';

export interface LearningRateDiagnosis {
  /** What the learning rate was for this training. */
  readonly verdict: 'tooSmall' | 'ok' | 'large' | 'tooLarge';
  /** What in the curves says so: clauses without a full stop, with epochs counted from 1. */
  readonly evidence: readonly string[];
}

/** Fewer epochs make no curve. */
const LEAST_EPOCHS = 3;
/** Longer curves are looked at in means of so many stretches, so that noise does not pass for a trend. */
const STRETCHES = 8;
/** From the second epoch on: rises of the accuracy that are learning, with HARDLY any fall of the loss more than none or with FALL. */
const GAIN = 0.04;
const SMALL_GAIN = 0.01;
const FALL = 0.1;
/** A fall that noise does not make. */
const SMALL_FALL = 0.02;
/** A change of the loss, from the first epoch on, that is next to none: no accuracy that creeps makes learning of it. */
const HARDLY = 0.05;
/** A standard deviation of the loss, of its mean, that steps too small to learn do not make. */
const RESTLESS = 0.02;
/** How much more than that of an answer by chance a loss is, in nats, that initial weights do not have. */
const WORSE = 3;
/** A fall of the loss that is learning whatever the accuracy does; where none is known, from the first epoch on. */
const WHOLE_FALL = 0.3;
/** A share of falling stretches, and of the first half's fall in the second half, that is steady. */
const STEADY = 0.75;
const LASTING = 0.25;
/** A rise between epochs, of the loss's whole fall, that is a jump; and a share of jumps that is unsteady. */
const JUMP = 0.05;
const UNSTEADY = 0.1;

/**
 * Judges a learning rate by the training curves, as the source document does by eye:
 *
 * | verdict | curves of the training set |
 * | --- | --- |
 * | `tooSmall` | the network has learnt nothing, or next to it, and the loss goes on falling, or hardly changes from the first epoch on |
 * | `tooLarge` | the network has learnt nothing, and the loss wanders up and down, rises, or stops after a fall; or is far above that of answers by chance; or the loss is NaN, or ends far above its minimum |
 * | `large` | the network learns, but while the loss falls it jumps up again and again: at least twice, and after a tenth of the epochs |
 * | `ok` | the network learns |
 *
 * A network has learnt where, after the first epoch, which may be no more than the way to a constant answer, its accuracy rises
 * while its loss falls by a twentieth, or its loss falls by three tenths; or where the loss, taken for a cross-entropy, is well
 * below what a constant answer of that accuracy could have. Without an accuracy, the loss has to fall steadily by a tenth, or by
 * three tenths with the first epoch.
 *
 * These are rules of thumb for a training from initial weights, and for the epochs that there are: a rate that is too small for
 * five may do for five hundred. Where the validation loss has turned upwards, which is overfitting and not the rate's fault,
 * the evidence adds so.
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
    const { verdict, evidence } = diverged(curves) ?? stuck(curves) ?? steadiness(curves);
    return { verdict, evidence: [...evidence, ...overfitting(curves)] };
  });
}

function diverged({ loss }: TrainingCurves): LearningRateDiagnosis | undefined {
  const broken = loss.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) return tooLarge(`the loss is ${loss[broken]} in epoch ${broken + 1}`);
  const best = least(loss);
  const end = least(loss.slice(-Math.max(2, Math.ceil(loss.length / 20))));
  if (end <= Math.max((beginning(loss) + best) / 2, (1 + FALL) * best)) return undefined;
  const at = `${digits(best)} in epoch ${loss.indexOf(best) + 1}`;
  return tooLarge(`the loss was ${at}, and is at least ${digits(end)} in the end`);
}

const tooLarge = (...evidence: string[]): LearningRateDiagnosis => ({
  verdict: 'tooLarge',
  evidence,
});

/** The loss of the second epoch, unless it is small beside that of the first, which may be huge. */
const beginning = ([first, second]: readonly number[]): number =>
  Math.max(second as number, (first as number) / 10);

function stuck({ loss, accuracy }: TrainingCurves): LearningRateDiagnosis | undefined {
  if (accuracy ? hasLearnt(loss, accuracy) : hasFallen(loss)) return undefined;
  const evidence = [...(accuracy ? [course('accuracy', accuracy)] : []), course('loss', loss)];
  if (fallsSteadily(loss)) return { verdict: 'tooSmall', evidence };
  if (accuracy && isWorseThanChance(loss, accuracy))
    return tooLarge(...evidence, 'it is far above that of answers by chance');
  if (staysPut(loss)) return { verdict: 'tooSmall', evidence: [...evidence, 'it hardly changes'] };
  return tooLarge(...evidence, 'it does not fall steadily');
}

/** Wrong answers that the network is sure of. Chance among n classes is right for 1/n, and costs ln n. */
function isWorseThanChance(loss: readonly number[], accuracy: readonly number[]): boolean {
  const [[, lossNow], [, share]] = [ends(loss), ends(accuracy)];
  return lossNow > WORSE - 2 * Math.log(share);
}

/** The loss is where it was in the first epoch, or a little lower, and keeps still. */
function staysPut(loss: readonly number[]): boolean {
  const [first, [, last]] = [loss[0] as number, ends(loss)];
  const later = loss.slice(1);
  const mean = later.reduce((sum, value) => sum + value, 0) / later.length;
  const variance = later.reduce((sum, value) => sum + (value - mean) ** 2, 0) / later.length;
  const isNear = first - last < HARDLY * first && last - first < SMALL_FALL * first;
  return isNear && Math.sqrt(variance) < RESTLESS * mean;
}

const course = (name: string, values: readonly number[]): string =>
  `the ${name} goes from ${digits(values[1] as number)} in epoch 2 to ${digits(values.at(-1) as number)}`;

function hasLearnt(loss: readonly number[], accuracy: readonly number[]): boolean {
  const [early, late] = ends(accuracy);
  const [gain, fall] = [late - early, relativeFall(loss)];
  const [, lossNow] = ends(loss);
  return (
    late === 1 ||
    lossNow < (1 - HARDLY) * constantEntropy(late) ||
    (gain >= GAIN && fall >= HARDLY) ||
    (gain >= SMALL_GAIN && fall >= FALL) ||
    fall >= WHOLE_FALL
  );
}

/** The least cross-entropy of one answer to all samples, right for a share of them. */
const constantEntropy = (share: number): number =>
  share <= 0 || share >= 1 ? 0 : -share * Math.log(share) - (1 - share) * Math.log(1 - share);

function hasFallen(loss: readonly number[]): boolean {
  const [first, [, last]] = [loss[0] as number, ends(loss)];
  return first - last >= WHOLE_FALL * first || (relativeFall(loss) >= FALL && fallsSteadily(loss));
}

/** The first and the last stretch from the second epoch on. */
function ends(values: readonly number[]): [early: number, late: number] {
  const means = stretches(values);
  return [means[0] as number, means.at(-1) as number];
}

function relativeFall(loss: readonly number[]): number {
  const [early, late] = ends(loss);
  return early === 0 ? 0 : (early - late) / early;
}

/** Means of neighbouring values from the second epoch on. */
function stretches(values: readonly number[]): number[] {
  const later = values.slice(1);
  const size = Math.ceil(later.length / STRETCHES);
  return Array.from({ length: Math.ceil(later.length / size) }, (_, i) => {
    const some = later.slice(i * size, (i + 1) * size);
    return some.reduce((sum, value) => sum + value, 0) / some.length;
  });
}

/** Most of the curve falls, its later half as well as its earlier one: a curve that levels out does not. */
function fallsSteadily(loss: readonly number[]): boolean {
  const means = stretches(loss);
  const falls = means.slice(1).map((value, i) => (means[i] as number) - value);
  const falling = falls.filter((fall) => fall > 0).length / falls.length;
  const [early, late] = ends(loss);
  const middle = means[Math.floor(falls.length / 2)] as number;
  const goesOn = late < middle && middle - late >= LASTING * (early - middle);
  return goesOn && (falling === 1 || (falling >= STEADY && relativeFall(loss) >= SMALL_FALL));
}

function steadiness({ loss }: TrainingCurves): LearningRateDiagnosis {
  const best = least(loss);
  const jump = JUMP * (beginning(loss) - best);
  // what follows has made all of the way but for a jump's height
  const descent = loss.findLastIndex((value) => value > best + jump) + 1;
  const steps = loss.slice(1, descent + 1).map((value, i) => value - (loss[i] as number));
  const jumps = steps.filter((step) => step > jump).length;
  const course = `the loss goes from ${digits(loss[0] as number)} to ${digits(loss.at(-1) as number)}`;
  return {
    verdict: jumps > 1 && jumps >= UNSTEADY * steps.length ? 'large' : 'ok',
    evidence: [course, `it jumps up after ${jumps} of the ${steps.length} epochs of its fall`],
  };
}

function overfitting({ validationLoss }: TrainingCurves): string[] {
  if (!validationLoss) return [];
  const [best, last] = [least(validationLoss), validationLoss.at(-1) as number];
  if (!(last > (1 + FALL) * best)) return [];
  const epoch = validationLoss.indexOf(best) + 1;
  return [
    `the validation loss rises after epoch ${epoch}, from ${digits(best)} to ${digits(last)}: overfitting`,
  ];
}

/** NaN where there is one. */
const least = (values: readonly number[]): number =>
  values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);

const digits = (value: number): string => String(Number(value.toPrecision(4)));
