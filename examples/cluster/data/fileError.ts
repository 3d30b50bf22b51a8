import { TryAgain, UserError } from '../../../support/userError';

/** What file systems of a network, and a machine under load, say for a while. */
const passing = new Set([
  'EAGAIN',
  'EBUSY',
  'EIO',
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'ENOTCONN',
  'ESTALE',
  'ETIMEDOUT',
]);

/** Why a file or folder cannot be read, as one line; any other error stays what it is. */
export function fileError(error: unknown, called: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof UserError || typeof code !== 'string') return error;
  const message = `cannot read ${called} (${code})`;
  return passing.has(code) ? new TryAgain(message) : new UserError(message);
}
