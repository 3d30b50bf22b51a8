import { check } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import type { Ablations, Logits } from './ablations';
import type { CountlessSelection } from './kernelSelection';

/** What is known of the images of a batch, whatever their numbers. */
export type BatchSelection = Omit<CountlessSelection, 'images' | 'given'>;

/**
 * The selection for a batch of images: rankings by what removing one kernel does, errors as they are put back.
 *
 * @param images their numbers among all
 */
export async function selectInBatch(
  ablations: Ablations,
  images: readonly number[],
  tolerance: number,
): Promise<BatchSelection> {
  const full = await ablations.full();
  checkFinite(full, images);
  const harms = errorsOf(await ablations.without(), full, images);
  const scales = full.map(meanAbsolute);
  const rankings = harms.map((list, i) => ranked(list, itemAt(scales, i) * ablations.rounding));
  const errors = errorsOf(await ablations.only(rankings), full, images);
  const selected = rankings.map((ranking, image) => {
    const enough = tolerance * (scales[image] as number);
    const last = (errors[image] as number[]).findIndex((error) => error <= enough);
    return last < 0 ? ranking : ranking.slice(0, last + 1);
  });
  return { rankings, errors, selected, predicted: full.map(largest) };
}

function checkFinite(logits: readonly Logits[], images: readonly number[]): void {
  for (const [i, values] of logits.entries()) {
    check(
      values.every(Number.isFinite),
      `the logits of image ${images[i]} must be finite, but they are [${values.join(', ')}]`,
    );
  }
}

/** Errors of approximate logits, for each image. */
function errorsOf(
  approximate: readonly (readonly Logits[])[],
  full: readonly Logits[],
  images: readonly number[],
): number[][] {
  return approximate.map((list, image) =>
    list.map((logits) => {
      const error = meanDistance(logits, full[image] as Logits);
      check(
        Number.isFinite(error),
        `the logits of image ${images[image]} must be finite with any kernels at zero, but they are [${logits.join(', ')}]`,
      );
      return error;
    }),
  );
}

/** The most harmful first; of those that are equally harmful but for rounding, the one of the lowest index. */
function ranked(harms: readonly number[], same: number): number[] {
  const sorted = harms.map((harm, kernel) => ({ kernel, harm })).sort((a, b) => b.harm - a.harm);
  const groups: (typeof sorted)[] = [];
  for (const one of sorted) {
    const group = groups.at(-1);
    const isSame = group?.[0] !== undefined && group[0].harm - one.harm <= same;
    if (isSame) group.push(one);
    else groups.push([one]);
  }
  return groups.flatMap((group) => group.map(({ kernel }) => kernel).sort((a, b) => a - b));
}

const meanDistance = (a: Logits, b: Logits): number =>
  a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] as number)), 0) / a.length;

const meanAbsolute = (values: Logits): number =>
  values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;

const largest = (values: Logits): number => values.indexOf(Math.max(...values));
