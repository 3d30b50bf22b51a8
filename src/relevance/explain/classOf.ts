import { check, checkInteger } from '../../internal/check';
import { nearestNames } from '../../internal/nearestNames';
import { shown } from '../../internal/shown';

/** The index of a class that is named by itself or by its label. */
export function classOf(
  target: number | string,
  labels: readonly string[] | undefined,
  classes: number,
): number {
  if (typeof target === 'number') {
    checkInteger('target', target, 0, classes - 1);
    return target;
  }
  check(labels !== undefined, `target is the label ${shown(target)}, but there are no labels`);
  const index = labels.indexOf(target);
  check(
    index >= 0,
    () =>
      `target must be among the labels (${nearestNames(target, labels)}), but it is ${shown(target)}`,
  );
  check(
    labels.indexOf(target, index + 1) < 0,
    `target must be an index where several classes have a label, but it is ${shown(target)}`,
  );
  return index;
}
