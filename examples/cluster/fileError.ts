import { TryAgain, UserError } from '../../support/userError';

/** What may be over when it is tried again: of disks, of file systems of a network, and of a machine under load. */
const passing: Readonly<Record<string, string>> = {
  EAGAIN: 'the machine is short of resources',
  EBUSY: 'the file is busy',
  EDQUOT: 'the quota is used up',
  EIO: 'the disk fails',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENOMEM: 'the machine is short of memory',
  ENOSPC: 'the disk is full',
  ENOTCONN: 'the network folder is not connected',
  ESTALE: 'the network folder is stale',
  ETIMEDOUT: 'the network folder does not answer',
};

/** Why a file or folder cannot be read or written, as one line; any other error stays what it is. */
export function fileError(
  error: unknown,
  called: string,
  what: 'read' | 'write' = 'read',
): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof UserError || typeof code !== 'string') return error;
  const reason = passing[code];
  if (reason === undefined) return new UserError(`cannot ${what} ${called} (${code})`);
  return new TryAgain(`cannot ${what} ${called}: ${reason}`);
}
