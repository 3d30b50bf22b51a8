import { ReplyError } from 'ioredis';
import { reasonOf } from '../../../support/reasonOf';
import { TryAgain, UserError } from '../../../support/userError';
import { shownUrl } from './redisConnection';

/** What passes: a full disk or memory, a copy in the place of its original, data that are still read. */
const passing = /^(MISCONF|OOM|READONLY|LOADING|BUSY|NOREPLICAS|MASTERDOWN|CLUSTERDOWN|TRYAGAIN) /;

/** Runs what talks to a Redis; what that refuses is one line, where ioredis shows the whole program that was refused. */
export async function withRefusals<T>(url: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof ReplyError)) throw error;
    const reason = reasonOf(error).replace(/ script: \w{40}.*$/, '');
    const line = `Redis at ${shownUrl(url)} refuses: ${reason}`;
    throw passing.test(reason) ? new TryAgain(line) : new UserError(line);
  }
}
