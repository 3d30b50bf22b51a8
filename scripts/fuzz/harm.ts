import { includesCall, placesOf } from './call';

/** So many different values at one place must do harm before no other is tried there. */
const ENOUGH = 3;

/** Remembers the calls that block or break the process: each costs a new one, so that none is made again. */
export function harm(): {
  add: (text: string) => void;
  /** Whether a call includes one that did harm. */
  isIn: (text: string) => boolean;
} {
  const calls = new Set<string>();
  const atPlaces = (places: string) => [...calls].filter((call) => placesOf(call) === places);
  const places = new Set<string>();
  return {
    add: (text) => {
      calls.add(text);
      if (atPlaces(placesOf(text)).length >= ENOUGH) places.add(placesOf(text));
    },
    isIn: (text) =>
      [...calls].some((call) => includesCall(text, call)) ||
      [...places].some((place) => includesCall(placesOf(text), place)),
  };
}
