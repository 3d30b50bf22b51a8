import { courseOf, endOf, fallOf, mean, median, startOf } from './curveCourse';

/*
 * What the curves of a classifier say that has learnt no more than one answer to all samples: the share of a class, or what
 * chance gives.
 */

/** An accuracy that luck may add. */
const LUCK = 0.06;
/** A loss, of what one answer costs, that is no better. */
const ALIKE = 0.9;
/** How much more than that of an answer by chance a loss is, in nats, that initial weights do not have. */
const WORSE = 3;

/** As many answers are wrong as where all classes, of which there are two at least, are equally probable: 1 - e^-loss of them. */
export function guesses(loss: readonly number[], accuracy: readonly number[]): boolean {
  const chance = Math.exp(-endOf(loss));
  return chance < 0.5 + LUCK && 1 - endOf(accuracy) > (1 - LUCK) * (1 - chance);
}

/** What one answer to all samples does: the accuracy comes to a share of a class, and the loss to what that costs. */
export function answersAlike(loss: readonly number[], accuracy: readonly number[]): boolean {
  const { early, middle, end } = courseOf(accuracy, mean);
  const isStill = end - middle < LUCK / 2 && (fallOf(loss) < 0.3 || end - early < LUCK);
  return isStill && end < 1 && shareOfConstant(loss, accuracy) > ALIKE;
}

/** Most epochs have one accuracy, to a thousandth. */
export function keepsValue(accuracy: readonly number[]): boolean {
  const later = accuracy.slice(accuracy.length >> 2);
  const value = median(later);
  return later.filter((other) => Math.abs(other - value) <= 0.001).length >= later.length / 2;
}

/**
 * The loss in the end, of the cross-entropy that one answer may have which is right as often: all other classes are alike, and
 * in the beginning there are e^loss in all.
 */
export function shareOfConstant(loss: readonly number[], accuracy: readonly number[]): number {
  const right = endOf(accuracy);
  const start = keepsValue(accuracy) ? (loss[1] as number) : startOf(loss);
  const others = Math.max(1, Math.ceil(Math.exp(start)) - 1);
  const wrong = 1 - right;
  const cost = -right * Math.log(right || 1) - wrong * Math.log((wrong || 1) / others);
  return endOf(loss) / cost;
}

/** Wrong answers that the network is sure of. Chance among n classes is right for 1/n, and costs ln n. */
export const isWorseThanChance = (loss: readonly number[], accuracy: readonly number[]): boolean =>
  endOf(loss) > WORSE - 2 * Math.log(endOf(accuracy));
