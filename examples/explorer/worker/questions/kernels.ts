import { kernelMeasures } from '../kernelMeasures';
import { kernelOf } from '../kernelOf';
import { kernelsWithin } from '../kernelsWithin';
import type { KernelsAnswer, KernelsQuestion } from '../protocol';
import { pairsFirst, shownKernels } from '../shownKernels';
import { openedOf, type Study } from '../study';

/** Kernels drawn at random, in both domains: of all that a layer has, or of those that a filter lets pass. */
export async function kernels(study: Study, question: KernelsQuestion): Promise<KernelsAnswer> {
  const { source, seed, count, part, order, filter } = question;
  const kernel = kernelOf(openedOf(study).model, source);
  const pairs = pairsFirst(kernel);
  kernel.dispose();
  try {
    const [all, outputs] = [pairs.shape[0], kernel.shape[3]];
    const passing = filter && kernelsWithin(await kernelMeasures(pairs), filter);
    const within = passing?.length ?? all;
    const drawn = drawPlaces(within, count, seed).map((place) => passing?.[place] ?? place);
    const shown = await shownKernels(pairs, drawn, outputs, part);
    if (order !== 'drawn') shown.sort((a, b) => b[order] - a[order]);
    return { kernels: shown, within, all };
  } finally {
    pairs.dispose();
  }
}

/** Different places of so many, by a linear congruential generator. */
function drawPlaces(all: number, count: number, seed: number): number[] {
  const chosen = new Set<number>();
  let state = seed >>> 0;
  while (chosen.size < Math.min(count, all)) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    chosen.add(Math.floor((state / 2 ** 32) * all));
  }
  return [...chosen];
}
