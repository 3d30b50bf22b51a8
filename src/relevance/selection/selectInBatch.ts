import { check } from '../../internal/check';
import type { Ablations, ChannelLists, Logits } from './ablations';
import type { CountlessSelection } from './kernelSelection';

/**
 * The selection for a batch of images: rankings by what removing one kernel does, errors as they are put back.
 *
 * @param candidates the kernels to rank, for each image
 * @param first number of the first image among all
 */
export async function selectInBatch(
  ablations: Ablations,
  candidates: ChannelLists,
  tolerance: number,
  first: number,
): Promise<CountlessSelection> {
  const full = await ablations.full();
  checkFinite(full, first);
  const harms = errorsOf(await ablations.without(candidates), full, first);
  const scales = full.map(meanAbsolute);
  const rankings = candidates.map((kernels, image) =>
    ranked(kernels, harms[image] as number[], (scales[image] as number) * ablations.rounding),
  );
  const errors = errorsOf(await ablations.only(rankings), full, first);
  const selected = rankings.map((ranking, image) => {
    const enough = tolerance * (scales[image] as number);
    const last = (errors[image] as number[]).findIndex((error) => error <= enough);
    return last < 0 ? ranking : ranking.slice(0, last + 1);
  });
  return { rankings, errors, selected, predicted: full.map(largest) };
}

function checkFinite(logits: readonly Logits[], first: number): void {
  for (const [i, values] of logits.entries()) {
    check(
      values.every(Number.isFinite),
      `the logits of image ${first + i} must be finite, but they are [${values.join(', ')}]`,
    );
  }
}

/** Errors of approximate logits, for each image. */
function errorsOf(
  approximate: readonly (readonly Logits[])[],
  full: readonly Logits[],
  first: number,
): number[][] {
  return approximate.map((list, image) =>
    list.map((logits) => {
      const error = meanDistance(logits, full[image] as Logits);
      check(
        Number.isFinite(error),
        `the logits of image ${first + image} must be finite with any kernels at zero, but they are [${logits.join(', ')}]`,
      );
      return error;
    }),
  );
}

/** The most harmful first; of those that are equally harmful but for rounding, the one of the lowest index. */
function ranked(kernels: readonly number[], harms: readonly number[], same: number): number[] {
  const sorted = kernels
    .map((kernel, i) => ({ kernel, harm: harms[i] as number }))
    .sort((a, b) => b.harm - a.harm);
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
