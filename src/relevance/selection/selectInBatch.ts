import { check } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import type { Ablations, Logits, Tell } from './ablations';
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
  const harms = await errorsOf((tell) => ablations.without(tell), full, images);
  const scales = full.map(meanAbsolute);
  const rankings = harms.map((list, i) => ranked(list, itemAt(scales, i) * ablations.rounding));
  const errors = await errorsOf((tell) => ablations.only(rankings, tell), full, images);
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
async function errorsOf(
  approximate: (tell: Tell) => Promise<void>,
  full: readonly Logits[],
  images: readonly number[],
): Promise<number[][]> {
  const errors = full.map(() => [] as number[]);
  await approximate((image, at, logits) => {
    const error = meanDistance(logits, itemAt(full, image));
    check(
      Number.isFinite(error),
      `the logits of image ${images[image]} must be finite with any kernels at zero, but they are [${logits.join(', ')}]`,
    );
    itemAt(errors, image)[at] = error;
  });
  return errors;
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

function meanDistance(a: Logits, b: Logits): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] as number) - (b[i] as number));
  return sum / a.length;
}

const meanAbsolute = (values: Logits): number =>
  values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;

const largest = (values: Logits): number => values.indexOf(Math.max(...values));
