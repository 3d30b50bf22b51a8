import { shownPath } from '../../../support/shownPath';
import { UserError } from '../../../support/userError';

/** Whether images are said to be at an http or https address. */
export const isAddress = (from: string): boolean => /^https?:\/\//i.test(from);

/** A place as errors show it: an address without what may be a key or a password. */
export function shownPlace(from: string): string {
  if (!isAddress(from)) return shownPath(from);
  return from.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//');
}

/** An address that can be asked. */
export function checkAddress(from: string): void {
  const shown = shownPlace(from);
  if (!URL.canParse(from)) throw new UserError(`${shown} is no address`);
  const { username, password } = new URL(from);
  if (username !== '' || password !== '') {
    throw new UserError(`the address ${shown} must be without a name and a password`);
  }
}
