import { check } from '../internal/check';
import { nearestNames } from '../internal/nearestNames';
import { shown } from '../internal/shown';
import type { Place } from './graph';
import type { Layer } from './layer';

/** The name of a layer at any depth: those of the nested models that it lies in before its own, as `backbone/conv5`. */
export const pathOf = ({ names }: Place): string => names.join('/');

/**
 * The places that a name means: those of that path, be it the name of a layer of the model itself, or else those of the
 * only path that ends in it.
 *
 * @throws where there is none, and where several paths end in it
 */
export function placesNamed(places: readonly Place[], name: string): Place[] {
  const found = placesEndingIn(places, name);
  const paths = [...new Set(found.map(pathOf))];
  check(
    paths.length > 0,
    () => `no layer ${shown(name)} among ${nearestNames(name, places.map(pathOf))}`,
  );
  check(
    paths.length === 1,
    () =>
      `${shown(name)} may be each of ${nearestNames(name, paths)}: name it with the models that it lies in`,
  );
  return found;
}

/** By the whole path, if there is such a one. */
function placesEndingIn(places: readonly Place[], name: string): Place[] {
  const whole = places.filter((place) => pathOf(place) === name);
  return whole.length > 0 ? whole : places.filter((place) => endings(place).includes(name));
}

/** All names that mean one layer, be it called once or several times; its path first. */
export function namesOfLayers(places: readonly Place[]): Map<Layer, string[]> {
  const meant = new Map([
    ...layersBy(places, endings),
    ...layersBy(places, (place) => [pathOf(place)]),
  ]);
  const names = new Map<Layer, string[]>();
  for (const [name, [layer, ...others]] of meant) {
    if (layer && others.length === 0) names.set(layer, [...(names.get(layer) ?? []), name]);
  }
  return names;
}

function layersBy(places: readonly Place[], namesOf: (place: Place) => string[]) {
  const layers = new Map<string, Set<Layer>>();
  for (const place of places) {
    for (const name of namesOf(place)) {
      layers.set(name, (layers.get(name) ?? new Set()).add(place.layer));
    }
  }
  return layers;
}

/** Of `a/b/c` that, `b/c` and `c`. */
const endings = ({ names }: Place): string[] => names.map((_, i) => names.slice(i).join('/'));
