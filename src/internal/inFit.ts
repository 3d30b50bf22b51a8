import { Tensor } from '@tensorflow/tfjs-core';
import { checkKind } from './check';
import { record } from './kinds';
import { named } from './named';

/** What tf.js hands to callbacks, and afterwards writes into the history. */
export type Logs = Record<string, number | Tensor>;

interface FitCallback {
  readonly model: { readonly history?: { syncData?(): Promise<void> } };
}

/**
 * What a callback does during a fit, in the name of the function that made it; logs that are missing are empty. An error
 * ends the fit, of which tf.js (4.22) leaves the tensors of the logs and of the history: values take their places.
 */
export function inFit(
  name: string,
  callback: FitCallback,
  logs: Logs | undefined,
  run: (logs: Logs) => unknown,
): Promise<void> {
  return named(name, async () => {
    const own = logs ?? {};
    checkKind('logs', own, record);
    try {
      await run(own);
    } catch (error) {
      await readLogs(own);
      await callback.model?.history?.syncData?.();
      throw error;
    }
  });
}

async function readLogs(logs: Logs): Promise<void> {
  for (const [key, value] of Object.entries(logs)) {
    if (!(value instanceof Tensor) || value.isDisposed) continue;
    const [read] = await value.data();
    value.dispose();
    logs[key] = read as number;
  }
}
