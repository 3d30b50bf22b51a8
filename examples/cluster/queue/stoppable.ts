import { constants } from 'node:os';
import { complain } from '../../../support/print';
import { stopped } from '../../shared/stopped';

/**
 * Runs what takes a while to stop: Ctrl-C and SIGTERM abort its signal, the second one ends the program at once. Gives the
 * exit code where one came.
 */
export async function stoppable(
  act: (signal: AbortSignal) => Promise<void>,
): Promise<number | undefined> {
  const stop = new AbortController();
  let code: number | undefined;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    // in the place of another one, which would end the program at once
    process.removeAllListeners(name);
    process.once(name, () => {
      code ??= 128 + constants.signals[name];
      stop.abort(new Error(`stopped by ${name}`));
    });
  }
  try {
    await act(stop.signal);
  } catch (error) {
    if (!stop.signal.aborted || error !== stop.signal.reason) throw error;
    complain(stopped('finished shards are kept', 'the same command goes on with the others'));
  }
  return code;
}
