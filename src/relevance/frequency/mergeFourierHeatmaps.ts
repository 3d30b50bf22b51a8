import { check } from '../../internal/check';
import { named } from '../../internal/named';
import { addErrors } from './addErrors';
import {
  checkedFrequencyErrors,
  type FourierHeatmap,
  type FrequencyErrors,
  heatmapOf,
} from './frequencyErrors';

/**
 * The heat map of all images together: what {@link fourierHeatmap} gives for them in one run with the same model, norm and
 * seed, if each part had its `firstImage`.
 *
 * @param heatmaps of parts of the images, in any order; their tensors are not read
 * @returns the sum of their counts, and the error rates as a new tensor
 * @throws without a heat map, for those of other sizes, and on what is no heat map
 * @example
 * const heatmaps = await Promise.all(
 *   tf.split(x, 2).map((some, i) =>
 *     fourierHeatmap(model, some as tf.Tensor4D, [2 * i], { norm: 1, seed: 1, firstImage: i }),
 *   ),
 * );
 * mergeFourierHeatmaps(...heatmaps).count; // → 2
 */
export function mergeFourierHeatmaps(...heatmaps: readonly FrequencyErrors[]): FourierHeatmap {
  return named('mergeFourierHeatmaps', () => {
    check(heatmaps.length > 0, 'at least one heat map is needed, but there is none');
    return heatmapOf(
      addErrors(heatmaps.map((heatmap, i) => checkedFrequencyErrors(`heat map ${i}`, heatmap))),
    );
  });
}
