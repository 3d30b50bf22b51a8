import { UserError } from '../../../support/userError';
import type { Listed } from './sourceOf';
import type { TarBytes } from './tarBytes';

/** What a tar says that ends within an image, or before it. */
export const cutShort = (
  { called, total }: Pick<TarBytes, 'called' | 'total'>,
  { name, size, offset }: Listed,
): UserError =>
  new UserError(
    `${called} is cut short: image ${name} needs ${size} bytes from byte ${offset}, but it has ${Math.max(0, total - offset)}`,
  );
