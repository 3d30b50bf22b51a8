import { check, checkKind, reading } from '../../internal/check';
import { itemAt } from '../../internal/itemAt';
import { finite, integer, listOf, object } from '../../internal/kinds';
import { meanOfMeans } from '../../internal/meanOfMeans';
import { named } from '../../internal/named';
import type { MeanMap } from './meanMap';

/**
 * The mean map of all samples together: what {@link meanMap} gives for them in one run, but for rounding.
 *
 * @param maps of parts of the samples, in any order
 * @returns their mean, weighted by the `count` of each
 * @throws without a map, for maps of other shapes, and on what is no mean map
 * @example
 * const parts = tf.split(x, 2).map((some) => meanMap(some, (part) => lrp(model, part)));
 * mergeMeanMaps(...(await Promise.all(parts))).count; // → 2
 */
export function mergeMeanMaps(...maps: readonly MeanMap[]): MeanMap {
  return named('mergeMeanMaps', () => {
    check(maps.length > 0, 'at least one map is needed, but there is none');
    return joinMeanMaps(maps.map((map, i) => checkedMeanMap(`map ${i}`, map)));
  });
}

/** The same of maps that are known to be some. */
export function joinMeanMaps(maps: readonly MeanMap[]): MeanMap {
  const { shape } = itemAt(maps, 0);
  for (const [i, map] of maps.entries()) {
    check(
      map.shape.join() === shape.join(),
      `map 0 has shape [${shape}], but map ${i} has shape [${map.shape}]`,
    );
  }
  const { values, count } = meanOfMeans(
    maps.map(({ mean, count: share }) => ({ values: mean, count: share })),
  );
  return { mean: values, shape: [...shape], count };
}

/** A copy as plain data. Refuses what is no mean map. */
export function checkedMeanMap(name: string, given: MeanMap): MeanMap {
  return reading(name, () => {
    checkKind(name, given, object);
    const { mean, shape, count } = given;
    checkKind(`shape of ${name}`, shape, listOf(integer(1), 0, 8));
    const size = shape.reduce((a, b) => a * b, 1);
    checkKind(`mean of ${name}`, mean, listOf(finite, size, size));
    checkKind(`count of ${name}`, count, integer(1));
    // JSON has no -0
    return { mean: mean.map((value) => value + 0), shape: [...shape], count };
  });
}
