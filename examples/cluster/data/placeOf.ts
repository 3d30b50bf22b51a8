import { shownPath } from '../../../support/shownPath';

/** Whether images are said to be at an http or https address. */
export const isAddress = (from: string): boolean => /^https?:\/\//i.test(from);

/** A place as errors show it: an address without its query, which may hold a key. */
export function shownPlace(from: string): string {
  return isAddress(from) ? from.replace(/[?#].*$/s, '') : shownPath(from);
}
